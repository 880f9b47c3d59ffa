/**
 * Where conversations have their prompt cache, which a provider keeps for one credential and one model. It holds hashes and numbers,
 * never text. Steps that pick a target or a credential ask it; calling and charging are elsewhere.
 */
package app.orqen.promptcache;
