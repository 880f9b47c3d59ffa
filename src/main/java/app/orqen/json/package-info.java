/** Scanning JSON without making objects of it. Depends on nothing of the gateway. */
package app.orqen.json;
