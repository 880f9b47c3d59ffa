package app.orqen.translate;

/** Whether the model may, must or must not call tools; {@code name} only with {@link Mode#NAMED}. */
record ToolChoice(Mode mode, String name) {

  enum Mode {
    AUTO,
    ANY,
    NAMED,
    NONE
  }

  static ToolChoice of(Mode mode) {
    return new ToolChoice(mode, null);
  }

  boolean forced() {
    return mode == Mode.ANY || mode == Mode.NAMED;
  }
}
