/** What everybody needs of bytes: a digest, and a search. Depends on nothing of the gateway. */
package app.orqen.bytes;
