/**
 * The OpenAPI document of the gateway: its route, and the conversion of {@code openapi.yaml} to JSON. What the endpoints do is not
 * here; the document only describes it, and tests compare the two.
 */
package app.orqen.openapi;
