/**
 * How translators read and write JSON: the reader's settings, the writer, and the text of a source from which unchanged values
 * are copied in their spelling. It knows nothing about protocols.
 *
 * <p>Every other room of {@code translate} may call it; code outside {@code translate} may not.
 */
package app.orqen.translate.json;
