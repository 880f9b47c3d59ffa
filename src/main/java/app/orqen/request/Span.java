package app.orqen.request;

/** A stretch of bytes, from start up to but not including end. */
public record Span(int start, int end) {}
