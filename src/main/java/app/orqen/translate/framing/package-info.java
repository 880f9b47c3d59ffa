/**
 * How streams are cut into messages on the wire: server-sent events and Amazon's event stream frames. Both are incremental:
 * they take bytes as the network hands them over, however split, and keep no more than one unfinished message.
 */
package app.orqen.translate.framing;
