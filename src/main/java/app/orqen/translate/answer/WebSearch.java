package app.orqen.translate.answer;

import java.util.List;

/**
 * A search that the provider did for an answer.
 *
 * @param queries what it searched for; empty when it doesn't say
 * @param pages what it found, each a page of the web
 */
public record WebSearch(List<String> queries, List<Citation> pages) {}
