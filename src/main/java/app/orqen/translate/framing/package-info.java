/**
 * How streams are cut into messages on the wire: server-sent events and Amazon's event stream frames. Both are incremental:
 * they take bytes as the network hands them over, however split, and keep no more than one unfinished message.
 *
 * <p>What a message says doesn't live here. It calls nothing. Every room of {@code translate} may call it, and so may every package
 * that reads or writes a stream.
 */
package app.orqen.translate.framing;
