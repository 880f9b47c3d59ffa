/**
 * The wire translators: pure functions and state machines between the JSON forms of OpenAI chat completions, Anthropic
 * messages, Bedrock Converse and Gemini generateContent. No I/O, no threads, no framework.
 *
 * <p>A request is read into one lean {@code ChatRequest} by a reader per surface and written by a writer per provider wire. An
 * answer is a sequence of {@code AnswerSink} calls, whole or streamed: a decoder per provider wire makes them, an encoder per
 * surface turns them into bytes. So n surfaces and m providers cost n + m classes. {@link app.orqen.translate.Translations} is
 * the only way in.
 */
package app.orqen.translate;
