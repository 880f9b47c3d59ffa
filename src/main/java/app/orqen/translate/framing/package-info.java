/**
 * How streams are cut into messages on the wire: server-sent events and Amazon's event stream frames. Both are incremental:
 * they take bytes as the network hands them over, in any split, and keep no more than one unfinished message.
 *
 * <p>It doesn't know what a message says, and calls nothing. Every room of {@code translate} may call it, and so may every
 * package that reads or writes a stream.
 */
package app.orqen.translate.framing;
