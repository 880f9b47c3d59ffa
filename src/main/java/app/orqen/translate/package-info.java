/**
 * The wire translators: pure functions and state machines between the JSON forms of OpenAI chat completions, Anthropic
 * messages, Bedrock Converse and Gemini generateContent. There is no I/O, no thread and no framework here.
 *
 * <p>A reader for each surface reads a request into one neutral {@code ChatRequest}, and a writer for each provider wire writes
 * it. An answer is a sequence of {@code AnswerSink} calls, whole or streamed. A decoder for each provider wire makes them, and
 * an encoder for each surface turns them into bytes. So n surfaces and m providers cost n + m classes.
 *
 * <p>Each wire has a room (openai, anthropic, converse, gemini) on the neutral rooms (chat, answer, stream, error, json,
 * framing). The room {@code wire} says what a surface and a provider's wire are. {@link app.orqen.translate.front.WireRegistry}
 * has them all, and {@link app.orqen.translate.front.Translation} joins one with another.
 */
package app.orqen.translate;
