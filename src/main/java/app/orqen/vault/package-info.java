/**
 * Stored provider credentials: encryption, the ring of vault keys, and the rows. Which credential a call gets, and how it goes
 * on the wire, is in {@code dispatch.credential}.
 */
package app.orqen.vault;
