/**
 * Tells all replicas of changes to accounts, keys and credentials, through numbered rows and PostgreSQL's NOTIFY. A class that
 * remembers such rows implements {@code ChangeListener}.
 */
package app.orqen.change;
