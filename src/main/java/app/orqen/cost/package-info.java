/**
 * What calls cost: the arithmetic of prices and tokens, in decimal US dollars. It knows no request, no account and no budget;
 * {@link app.orqen.cost.Bill} is what a request carries with it.
 */
package app.orqen.cost;
