package app.orqen.dashboard.page;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.session.Session;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * A list of the gateway's that a page shows fifty rows at a time, filtered by a form.
 *
 * @param path the page's path
 * @param step the step that answers the list
 * @param filters the parameters that both the form and the step have
 */
public record FilteredList(String path, String step, List<String> filters) {

  /** Returns the rows that a form asks for. When the gateway refuses the filter, there are no rows and the form says why. */
  public JsonNode rows(GatewayApi gateway, Form form, HttpServletRequest request, HttpServletResponse response) {
    InnerCall call = InnerCall.get(step).with("limit", "50").with("after", form.value("after"));
    filters.forEach(name -> call.with(name, form.value(name)));
    try {
      return gateway.call(request, Session.of(request).principal(), call);
    } catch (GatewayException e) {
      if (e.status() != 400) {
        throw e;
      }
      response.setStatus(422);
      form.refused(e);
      return JsonNodeFactory.instance.objectNode();
    }
  }

  /** Returns the address of the newest rows under the same filter. */
  public String newest(Form form) {
    return link(form).encode().toUriString();
  }

  /** Returns the address of the rows after these, or null at the end. */
  public String older(Form form, JsonNode rows) {
    String next = rows.path("next_cursor").textValue();
    return next == null ? null : link(form).queryParam("after", next).encode().toUriString();
  }

  private UriComponentsBuilder link(Form form) {
    UriComponentsBuilder link = UriComponentsBuilder.fromPath(path);
    filters.stream().filter(form::has).forEach(name -> link.queryParam(name, form.value(name)));
    return link;
  }
}
