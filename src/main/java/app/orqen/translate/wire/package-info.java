/**
 * What the gateway has to know of a protocol: {@code Surface} for what clients speak to it, {@code ProviderWire} for what it speaks
 * to providers. How a single protocol spells anything doesn't live here.
 *
 * <p>Calls the neutral rooms. The rooms of the wires implement it, and all of the gateway may use it.
 */
package app.orqen.translate.wire;
