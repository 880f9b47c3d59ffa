package app.orqen.translate;

import java.util.List;

/** A complete answer in the surface's wire, with what it used and the names of the tools it calls (in order, repeats kept). */
public record TranslatedAnswer(byte[] body, Usage usage, List<String> tools) {}
