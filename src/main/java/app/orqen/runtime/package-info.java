/** What the process has once, for any package: the clock, and a thread for background work. */
package app.orqen.runtime;
