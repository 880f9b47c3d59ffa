package app.orqen.tools.read;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Works out which bytes of an object to cut so that some members go and the rest stays valid JSON. */
final class MemberCutter {

  private record Member(int start, int end, boolean cut) {}

  private final List<Member> members = new ArrayList<>();
  private int start;
  private boolean cut;

  /** Notes that a member's name has just been read. */
  void begin(JsonParser json, boolean toBeCut) {
    start = (int) json.currentTokenLocation().getByteOffset();
    cut = toBeCut;
  }

  /** Notes that the member's value has been read whole. */
  void end(JsonParser json) throws IOException {
    json.finishToken();
    members.add(new Member(start, (int) json.currentLocation().getByteOffset(), cut));
  }

  /** Adds the cuts. Each cut includes one comma: the one before it, or the one after it when no member remains before it. */
  void cutsInto(List<ByteSpan> cuts) {
    boolean keptBefore = false;
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (!member.cut()) {
        keptBefore = true;
      } else if (keptBefore) {
        cuts.add(new ByteSpan(members.get(i - 1).end(), member.end()));
      } else {
        int next = i + 1 < members.size() ? members.get(i + 1).start() : member.end();
        cuts.add(new ByteSpan(member.start(), next));
      }
    }
  }
}
