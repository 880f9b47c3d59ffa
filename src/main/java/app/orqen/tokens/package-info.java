/**
 * How many tokens a text has, exactly for OpenAI's models and nearly for others. What of a request is text doesn't live here.
 *
 * <p>Calls no other package.
 */
package app.orqen.tokens;
