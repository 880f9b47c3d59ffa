/**
 * The way of a call to a provider, in five rooms: {@code credential} and {@code address} say with what and where to, {@code
 * call} opens it and ends it, {@code http} and {@code bedrock} carry it. Other packages may use only {@code ApiBase}, {@code
 * Breakers}, {@code Conversation} and {@code UpstreamCall} (ArchitectureTest). The steps are known to the routes by their bean
 * names.
 */
package app.orqen.dispatch;
