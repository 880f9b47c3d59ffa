/**
 * Calls to Amazon Bedrock: the signature of a request, and Camel's component for plain Converse calls, which is given the
 * gateway's own bytes. Streams go over {@code dispatch.http}. Nothing of the AWS SDK is loaded before the first call.
 */
package app.orqen.dispatch.bedrock;
