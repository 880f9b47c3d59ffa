package app.orqen.auto.task;

/**
 * What a model must be able to do for a request.
 *
 * @param tools it must call tools
 * @param vision it must take images
 * @param documents it must take documents such as PDF files
 * @param schema its answer must be held to a JSON schema
 * @param inputTokens about how many tokens the request has, by an estimate
 * @param outputTokens the longest answer that the request asks for, in tokens; 0 when it doesn't say
 */
public record Needs(boolean tools, boolean vision, boolean documents, boolean schema, long inputTokens, long outputTokens) {}
