package app.orqen.dispatch.call;

import app.orqen.request.BodyEdit;
import java.util.List;

/** Takes elements out of a list in a body, with the commas that go with them. */
final class ListCut {

  private static final byte[] NOTHING = {};

  /**
   * An element of a list.
   *
   * @param start offset of its first byte in the body
   * @param end offset behind its last byte
   * @param cut whether it is taken out
   */
  record Element(int start, int end, boolean cut) {}

  private ListCut() {}

  /** Cuts the elements that are marked so; every other byte stays. */
  static void apply(List<Element> elements, BodyEdit edit) {
    for (int i = 0; i < elements.size(); i++) {
      int first = i;
      while (i < elements.size() && elements.get(i).cut) {
        i++;
      }
      if (i > first) {
        cut(elements, first, i - 1, edit);
      }
    }
  }

  /** Cuts neighbours, with the comma before them, or else the one behind. */
  private static void cut(List<Element> elements, int first, int last, BodyEdit edit) {
    int start = first > 0 ? elements.get(first - 1).end : elements.get(first).start;
    int end = first == 0 && last + 1 < elements.size() ? elements.get(last + 1).start : elements.get(last).end;
    edit.replace(start, end, NOTHING);
  }
}
