/**
 * What every package needs of JSON: scanning it without making objects of it, and halves of surrogate pairs. Depends on nothing
 * of the gateway.
 */
package app.orqen.json;
