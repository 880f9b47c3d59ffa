/**
 * The endpoints that list models: {@code /v1/models} in the forms of OpenAI, Anthropic and Codex, {@code /v1/account/models},
 * and Bedrock's inference profiles. What is known of a model is in {@code catalogue}.
 */
package app.orqen.models;
