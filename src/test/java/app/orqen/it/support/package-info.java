/**
 * What integration tests are made of: the gateway in this process or in one of its own, the stand-in for a provider, the
 * official clients, databases, and the watches for leaks and for conditions. Holds no test.
 */
package app.orqen.it.support;
