/**
 * The database as a whole: how connections to it are made, when a commit is on the disk, and what happens when it closes itself
 * or is away. What the tables mean is the business of the packages that read and write them; these may call this one, and this
 * one calls none of them.
 */
package app.orqen.store;
