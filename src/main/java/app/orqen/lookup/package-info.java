/** {@code Remembered}, a memory of rows that also serves while the database is away, for a bounded time. */
package app.orqen.lookup;
