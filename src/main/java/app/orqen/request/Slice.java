package app.orqen.request;

/** A stretch of a byte array that stays where it is. */
public record Slice(byte[] bytes, int offset, int length) {}
