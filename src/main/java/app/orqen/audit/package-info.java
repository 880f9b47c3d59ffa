/**
 * The entries of changes to accounts, keys, tool lists and credentials: written in the transaction of the change, and read by
 * the endpoints {@code /audit}.
 */
package app.orqen.audit;
