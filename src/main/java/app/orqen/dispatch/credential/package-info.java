/**
 * The provider's credential for one call: taken from the request or from the account's vault, checked to be whole, and put on
 * the outgoing message. Signatures of AWS are in {@code dispatch.bedrock}; how credentials are stored is the vault's concern.
 * The steps of {@code dispatch.call} read the credential from here; nothing else may.
 */
package app.orqen.dispatch.credential;
