/**
 * What providers that speak OpenAI's Responses API keep for an account: whose it is, where it is, and the way to it. The gateway keeps
 * no texts and no ids, only hashes of ids.
 */
package app.orqen.state;
