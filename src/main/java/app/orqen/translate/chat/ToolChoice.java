package app.orqen.translate.chat;

/** Whether the model may, must or must not call tools. {@code name} is only there with {@link Mode#NAMED}. */
public record ToolChoice(Mode mode, String name) {

  public enum Mode {
    AUTO,
    ANY,
    NAMED,
    NONE
  }

  public static ToolChoice of(Mode mode) {
    return new ToolChoice(mode, null);
  }

  public boolean forced() {
    return mode == Mode.ANY || mode == Mode.NAMED;
  }
}
