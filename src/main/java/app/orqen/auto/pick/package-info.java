/**
 * The decision: which of an account's models fit what a request needs, and how well. It is arithmetic on what it is given, and asks
 * nobody.
 */
package app.orqen.auto.pick;
