package app.orqen.request;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Changes to a scanned body, put together from its own bytes: what needs no change is not changed, so unknown fields,
 * the spelling of numbers and the order of keys survive.
 */
public final class BodyEdit {

  private record Replacement(int start, int end, byte[] with) {}

  private static final byte[] NOTHING = {};

  private final BodyScan scan;
  private final List<Replacement> replacements = new ArrayList<>();
  private final Set<Field> cut = new HashSet<>();
  private final StringBuilder added = new StringBuilder();

  public BodyEdit(BodyScan scan) {
    this.scan = scan;
  }

  /** Takes a top-level field out. */
  public void cut(Field field) {
    cut.add(field);
  }

  /** Takes every top-level field of a name out. */
  public void cut(String name) {
    scan.fields().stream().filter(field -> field.name().equals(name)).forEach(cut::add);
  }

  /** Gives a field another value, as JSON. */
  public void value(Field field, byte[] json) {
    replace(field.valueStart(), field.valueEnd(), json);
  }

  /** Gives a field another name, which must need no escape in JSON. */
  public void rename(Field field, String name) {
    replace(field.keyStart(), field.valueStart(), utf8('"' + name + "\":"));
  }

  /** Puts other bytes in the place of some. */
  public void replace(int start, int end, byte[] with) {
    replacements.add(new Replacement(start, end, with));
  }

  /** Takes a field of a nested object out, with the comma that goes with it. */
  public void cutNested(Span field) {
    byte[] body = scan.body();
    int before = field.start() - 1;
    while (isSpace(body[before])) {
      before--;
    }
    if (body[before] == ',') {
      replace(before, field.end(), NOTHING);
      return;
    }
    int after = field.end();
    while (isSpace(body[after])) {
      after++;
    }
    replace(field.start(), body[after] == ',' ? after + 1 : field.end(), NOTHING);
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  /** Adds a top-level field. Its name must need no escape, and its value is JSON. */
  public void add(String name, String json) {
    added.append(",\"").append(name).append("\":").append(json);
  }

  /** Returns the edited body in pieces: slices of the original, and what replaces others. */
  public List<Slice> slices() {
    List<Slice> slices = new ArrayList<>();
    int at = 0;
    for (Replacement replacement : inOrder()) {
      if (replacement.start < at) {
        continue; // inside a field that is cut
      }
      slices.add(new Slice(scan.body(), at, replacement.start - at));
      slices.add(new Slice(replacement.with, 0, replacement.with.length));
      at = replacement.end;
    }
    slices.add(new Slice(scan.body(), at, scan.body().length - at));
    slices.removeIf(slice -> slice.length() == 0);
    return slices;
  }

  private List<Replacement> inOrder() {
    List<Replacement> all = new ArrayList<>(replacements);
    boolean anyKept = false;
    List<Field> fields = scan.fields();
    for (int i = 0; i < fields.size(); i++) {
      Field field = fields.get(i);
      if (!cut.contains(field)) {
        anyKept = true;
      } else if (anyKept) {
        all.add(new Replacement(fields.get(i - 1).valueEnd(), field.valueEnd(), NOTHING));
      } else {
        int end = i + 1 < fields.size() ? fields.get(i + 1).keyStart() : field.valueEnd();
        all.add(new Replacement(field.keyStart(), end, NOTHING));
      }
    }
    if (!added.isEmpty()) {
      String text = anyKept ? added.toString() : added.substring(1);
      all.add(new Replacement(scan.closingBrace(), scan.closingBrace(), utf8(text)));
    }
    all.sort(Comparator.comparingInt(Replacement::start).thenComparing(Replacement::end, Comparator.reverseOrder()));
    return all;
  }

  /** Returns the edited body in one array. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(scan.body().length + added.length() + 64);
    slices().forEach(slice -> out.write(slice.bytes(), slice.offset(), slice.length()));
    return out.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
