/** What the process has once, for whoever needs it: the clock, and a thread for work that is nobody's request. */
package app.orqen.runtime;
