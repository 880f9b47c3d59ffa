/**
 * A chat request in one neutral form: turns, parts, tools, reasoning, and the rules of model families that decide what a
 * request may say. It knows no surface and no answer.
 *
 * <p>Calls {@code json} and {@code error}. The rooms of the wires read requests into it and write requests from it. Outside
 * {@code translate} only {@code RequestContext} may be used.
 */
package app.orqen.translate.chat;
