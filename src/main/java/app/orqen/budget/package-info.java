/**
 * What a key and its account may spend: the step {@code reserve} sets an estimate aside before a call goes out, and the request's end
 * gives it back and counts what was used. Prices are in {@link app.orqen.cost}, requests a minute in {@link app.orqen.throttle}.
 */
package app.orqen.budget;
