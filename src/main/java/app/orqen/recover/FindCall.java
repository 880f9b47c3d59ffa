package app.orqen.recover;

/**
 * A call that the gateway may have to answer: of its own function, or of a tool that was left out.
 *
 * @param id the call's id, by which its result is known
 * @param name the function's or the tool's name
 * @param arguments JSON as the model wrote it, perhaps broken
 */
record FindCall(String id, String name, String arguments) {}
