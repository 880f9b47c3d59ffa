package app.orqen.state;

/**
 * Whose a stored response or conversation is.
 *
 * @param idHash SHA-256 of its id in hexadecimal digits
 * @param provider the provider's id to callers
 * @param credential the label of the credential that it was made with, by {@link Owners#label}
 * @param model the provider's name for the model that made it
 * @param billed whether what it used was counted
 */
record Owner(String idHash, String accountId, String provider, String credential, String model, boolean billed) {}
