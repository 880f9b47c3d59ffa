package app.orqen.models;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.models.ConnectedModels.Listed;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.reply.JsonReply;
import app.orqen.reply.ReadMethods;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.dao.DataAccessException;

/** The step {@code showModels}: answers the list of models, or the model whose id follows in the path. */
public final class ShowModels implements Processor {

  private static final String PATH = "/v1/models";
  private static final String ALIAS = "/models";

  /** The query parameter in which Codex sends its version. A request that has it gets Codex's own form of the list. */
  private static final String CODEX = "client_version=";

  /** What the list says as the owner of names that lead to several models. */
  private static final String OWNER = "orqen";

  private final ConnectedModels connected;
  private final CodexCatalogue codex;
  private final List<ModelNames> names;

  ShowModels(ConnectedModels connected, CodexCatalogue codex, List<ModelNames> names) {
    this.connected = connected;
    this.codex = codex;
    this.names = List.copyOf(names);
  }

  @Override
  public void process(Exchange exchange) {
    Principal principal = Principal.required(exchange);
    Inbound inbound = Inbound.of(exchange);
    ReadMethods.require(inbound);
    ModelForms form = inbound.errors() == inbound.surface().errors() ? ModelForms.OPENAI : ModelForms.ANTHROPIC;
    String id = id(inbound.path());
    String query = inbound.request().getQueryString();
    ObjectNode json;
    try {
      List<ModelNames.Name> several = names.stream().flatMap(some -> some.of(principal).stream()).toList();
      List<Listed> single = connected.of(principal.accountId()).stream().filter(model -> principal.mayUse(model.id())).toList();
      if (id.isEmpty() && query != null && query.startsWith(CODEX)) {
        json = codex.of(several, single);
      } else {
        List<Listed> models = Stream.concat(several.stream().map(name -> new Listed(name.name(), OWNER)), single.stream()).toList();
        json = id.isEmpty() ? form.list(models) : form.one(find(models, id));
      }
    } catch (DataAccessException | Remembered.UnavailableException e) {
      throw GatewayException.authUnavailable();
    }
    JsonReply.set(exchange, 200, json.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the part of the path after the endpoint. A slash in it may be plain or %2F, and a plus sign doesn't mean a blank. */
  private static String id(String path) {
    int begin = (path.startsWith(PATH) ? PATH : ALIAS).length() + 1;
    if (path.length() <= begin) {
      return "";
    }
    String tail = path.substring(begin).replace("+", "%2B");
    try {
      return URLDecoder.decode(tail, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return tail;
    }
  }

  private static Listed find(List<Listed> models, String id) {
    return models.stream().filter(model -> model.id().equals(id)).findFirst()
        .orElseThrow(() -> GatewayException.of(ErrorCode.MODEL_NOT_FOUND, "The model '"
            + (id.length() > 200 ? id.substring(0, 200) + "…" : id)
            + "' is not among those of your connected providers; GET /v1/models lists them.").param("model"));
  }
}
