/**
 * The provider's credential for one call. It is taken from the request or from the account's vault, checked to be complete, and
 * put on the outgoing message. AWS signatures are in {@code dispatch.bedrock}, and the vault stores credentials. Only the steps
 * of {@code dispatch.call} may read the credential from here.
 */
package app.orqen.dispatch.credential;
