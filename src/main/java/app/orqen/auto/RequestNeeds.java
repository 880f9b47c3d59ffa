package app.orqen.auto;

import app.orqen.auto.task.Needs;
import app.orqen.auto.task.Task;
import app.orqen.auto.task.TaskReader;
import app.orqen.budget.OutputBound;
import app.orqen.bytes.ByteSearch;
import app.orqen.cost.TokenEstimate;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.ModelRequest;
import app.orqen.translate.wire.ToolForm;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Reads what a request needs, from the places of its fields that are known already and one scan of its conversation. */
final class RequestNeeds {

  /** Fields in which a request asks for an answer by a schema, on any surface. */
  private static final Set<String> FORMATS = Set.of("response_format", "text", "output_format", "output_config", "outputConfig");
  private static final List<byte[]> SCHEMAS = List.of(utf8("\"json_schema\""), utf8("\"jsonSchema\""));
  /** The tools of a Converse request are in an object with other things. */
  private static final byte[] TOOL_SPEC = utf8("\"tool");

  private RequestNeeds() {}

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns what a conversation tells about its task. */
  static Task task(ModelRequest request) {
    BodyScan scan = request.scan();
    ToolForm form = request.surface().tools();
    return TaskReader.read(scan.body(), span(scan, form.system()), span(scan, form.conversation()), hasTools(scan, form));
  }

  private static int[] span(BodyScan scan, String name) {
    Field field = name == null ? null : scan.field(name);
    return field == null ? null : new int[] {field.valueStart(), field.valueEnd()};
  }

  /**
   * Returns what a model must be able to do.
   *
   * @param tokensSaved tokens of tools that pruning leaves out
   */
  static Needs needs(ModelRequest request, Task task, long tokensSaved) {
    BodyScan scan = request.scan();
    long input = Math.max(1, TokenEstimate.of(scan.body()) - tokensSaved);
    return new Needs(hasTools(scan, request.surface().tools()), task.vision(), task.documents(), hasSchema(scan), input,
        OutputBound.of(request));
  }

  private static boolean hasTools(BodyScan scan, ToolForm form) {
    Field tools = scan.field(form.tools());
    if (form.isNested()) {
      return tools != null && ByteSearch.indexOf(scan.body(), tools.valueStart() + 1, tools.valueEnd(), TOOL_SPEC) >= 0;
    }
    return isFilled(scan, tools) || isFilled(scan, scan.field("functions"));
  }

  /** Returns whether a field is a list with something in it. */
  private static boolean isFilled(BodyScan scan, Field list) {
    for (int i = list == null ? Integer.MAX_VALUE : list.valueStart() + 1; list != null && i < list.valueEnd() - 1; i++) {
      if (scan.body()[i] > ' ') {
        return scan.body()[list.valueStart()] == '[';
      }
    }
    return false;
  }

  private static boolean hasSchema(BodyScan scan) {
    for (Field field : scan.fields()) {
      if (FORMATS.contains(field.name())) {
        for (byte[] schema : SCHEMAS) {
          if (ByteSearch.indexOf(scan.body(), field.valueStart(), field.valueEnd(), schema) >= 0) {
            return true;
          }
        }
      }
    }
    return false;
  }
}
