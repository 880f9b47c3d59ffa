package app.orqen.translate.chat;

import java.util.ArrayList;
import java.util.List;

/** What one side says in a conversation. */
public record Turn(Role role, List<Part> parts) {

  public enum Role {
    USER,
    ASSISTANT,
    /** An instruction in the middle of a conversation. Only Anthropic and OpenAI have it. */
    SYSTEM
  }

  public static Turn of(Role role) {
    return new Turn(role, new ArrayList<>());
  }

  public boolean has(Class<? extends Part> kind) {
    for (Part part : parts) {
      if (kind.isInstance(part)) {
        return true;
      }
    }
    return false;
  }
}
