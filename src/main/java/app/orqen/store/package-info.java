/**
 * The database as a whole: how connections to it are made, when a commit is on the disk, and what happens when it closes itself
 * or is away. The packages that read and write the tables know what they mean. They may call this package, and it calls none of
 * them.
 */
package app.orqen.store;
