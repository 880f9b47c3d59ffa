/**
 * Where a call goes: which base URLs a caller may name, and how a provider's address, region and model become one URL. Opens
 * no connection and knows no other room of {@code dispatch}. {@link app.orqen.dispatch.address.ApiBase} is for everybody who
 * accepts a base URL; the rest is for the rooms of {@code dispatch} only.
 */
package app.orqen.dispatch.address;
