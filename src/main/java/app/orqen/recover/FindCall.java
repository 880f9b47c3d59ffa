package app.orqen.recover;

/**
 * A call of the gateway's own function.
 *
 * @param id the call's id, by which its result is known
 * @param arguments JSON as the model wrote it, perhaps broken
 */
record FindCall(String id, String arguments) {}
