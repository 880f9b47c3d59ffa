package app.orqen.translate.responses;

import app.orqen.translate.chat.CalledAs;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * Takes the free text of a custom tool's call out of the arguments of the function that represents it, {@code {"input":"…"}},
 * while they are still coming. Arguments of another form are told at the end: the text where it is, else all of it.
 */
final class CustomInput {

  private static final String OPENING = "{\"" + CalledAs.INPUT + "\":\"";

  private enum Place {
    /** Before the text, at a character of {@link #OPENING}. */
    BEFORE,
    TEXT,
    ESCAPE,
    UNICODE,
    /** Behind the text. */
    BEHIND,
    /** The arguments have another form. */
    OTHER
  }

  private final StringBuilder json = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private Place place = Place.BEFORE;
  private int matched;
  private int unicode;
  private int digits;
  private int told;

  /** Takes the next fragment of the arguments and returns what it adds to the text. */
  String add(String fragment) {
    if (place == Place.BEFORE || place == Place.OTHER) {
      json.append(fragment);
    }
    for (int i = 0; i < fragment.length(); i++) {
      read(fragment.charAt(i));
    }
    return news(true);
  }

  /** Ends the arguments and returns what is still to be told of the text. */
  String end() {
    if (place == Place.OTHER || place == Place.BEFORE) {
      text.append(whole(json.toString()));
      place = Place.BEHIND;
    }
    return news(false);
  }

  /** Returns the text in complete arguments. */
  static String whole(String arguments) {
    try {
      JsonNode node = Json.tree(arguments);
      if (node.path(CalledAs.INPUT).isTextual()) {
        return node.get(CalledAs.INPUT).textValue();
      }
      return node.isTextual() ? node.textValue() : node.isEmpty() && node.isContainerNode() ? "" : arguments;
    } catch (IOException e) {
      return arguments;
    }
  }

  /** Returns the text that was not told yet. Half of a surrogate pair waits for the other half. */
  private String news(boolean more) {
    int end = text.length();
    if (more && end > told && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    String news = text.substring(told, end);
    told = end;
    return news;
  }

  private void read(char c) {
    switch (place) {
      case BEFORE -> before(c);
      case TEXT -> {
        if (c == '"') {
          place = Place.BEHIND;
        } else if (c == '\\') {
          place = Place.ESCAPE;
        } else {
          text.append(c);
        }
      }
      case ESCAPE -> escape(c);
      case UNICODE -> {
        unicode = unicode << 4 | Math.max(0, Character.digit(c, 16));
        if (++digits == 4) {
          text.append((char) unicode);
          place = Place.TEXT;
        }
      }
      default -> { }
    }
  }

  private void before(char c) {
    boolean betweenTokens = matched != 2 && (matched < 2 || matched > OPENING.indexOf(CalledAs.INPUT) + CalledAs.INPUT.length());
    if (c == OPENING.charAt(matched)) {
      matched++;
      if (matched == OPENING.length()) {
        place = Place.TEXT;
        json.setLength(0);
      }
    } else if (!betweenTokens || c > ' ') {
      place = Place.OTHER;
    }
  }

  private void escape(char c) {
    place = Place.TEXT;
    switch (c) {
      case 'n' -> text.append('\n');
      case 't' -> text.append('\t');
      case 'r' -> text.append('\r');
      case 'b' -> text.append('\b');
      case 'f' -> text.append('\f');
      case 'u' -> {
        place = Place.UNICODE;
        unicode = 0;
        digits = 0;
      }
      default -> text.append(c);
    }
  }
}
