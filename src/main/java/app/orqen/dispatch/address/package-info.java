/**
 * Where a call goes: which base URLs a caller may name, and how a provider's address, region and model become one URL. It opens
 * no connection and knows no other room of {@code dispatch}. Any package that accepts a base URL may use {@link
 * app.orqen.dispatch.address.ApiBase}; the rest is only for the rooms of {@code dispatch}.
 */
package app.orqen.dispatch.address;
