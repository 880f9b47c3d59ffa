package app.orqen.auto.task;

/**
 * What a conversation tells about its task. It holds no text.
 *
 * @param opening a digest of the system prompt and the first user text, by which a conversation is known that has no session
 * @param userTexts how many texts of the user's there are
 * @param complexity how hard the task looks
 * @param errorsInARow how many of the latest tool results in a row are errors
 * @param repeated whether the last user text says what one before it said
 * @param vision whether there are images
 * @param documents whether there are documents
 * @param cacheMarked whether the client marks something for the provider's prompt cache
 */
public record Task(long opening, int userTexts, Complexity complexity, int errorsInARow, boolean repeated, boolean vision,
    boolean documents, boolean cacheMarked) {}
