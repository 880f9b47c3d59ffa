/** The fields that a provider's credential can have. Knows of no request, no vault and no provider: all of these use it. */
package app.orqen.credential;
