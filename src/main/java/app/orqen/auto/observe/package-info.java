/**
 * What is known of how models do for an account: by the requests of the last minutes, which are counted in memory, and by the sums
 * of the last days, which the database has.
 */
package app.orqen.auto.observe;
