/** The page Keys: making, changing and revoking keys. */
package app.orqen.dashboard.keys;
