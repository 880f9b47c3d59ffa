package app.orqen.dashboard.keys;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Done;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.Fragments;
import app.orqen.dashboard.session.Session;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows the account's keys, makes new ones, changes and revokes them. */
@DashboardPage
class KeysPage {

  private static final String KEYS = "/ui/keys";

  private final GatewayApi gateway;
  private final TransactionOperations transaction;
  private final Clock clock;

  KeysPage(GatewayApi gateway, TransactionOperations transaction, Clock clock) {
    this.gateway = gateway;
    this.transaction = transaction;
    this.clock = clock;
  }

  private JsonNode call(HttpServletRequest request, InnerCall call) {
    return gateway.call(request, Session.of(request).principal(), call);
  }

  @GetMapping(KEYS)
  String list(@RequestParam(defaultValue = "") String after, HttpServletRequest request, Model model) {
    JsonNode page = call(request, InnerCall.get("/v1/account/keys").with("limit", "50").with("after", after));
    model.addAttribute("keys", page.path("data").valueStream()
        .map(key -> KeyView.of(key, clock.instant())).toList());
    model.addAttribute("next", page.path("next_cursor").textValue());
    model.addAttribute("snippets", Snippet.of(Fragments.baseUrl(request)));
    return "dashboard/keys";
  }

  @GetMapping(KEYS + "/new")
  String newKey(HttpServletRequest request, Model model) {
    model.addAttribute("form", KeyForm.fresh());
    return Fragments.view(request, "dashboard/key-new");
  }

  /** Makes a key and shows it. This answer is the only place that ever has the key itself. */
  @PostMapping(KEYS)
  String create(HttpServletRequest request, HttpServletResponse response, Model model) {
    Form form = Form.sent(request);
    try {
      JsonNode made = call(request, InnerCall.post("/v1/account/keys", KeyForm.create(form)));
      model.addAttribute("name", made.path("name").asText());
      model.addAttribute("key", made.path("key").asText());
      model.addAttribute("snippets", Snippet.of(Fragments.baseUrl(request)));
      return Fragments.view(request, "dashboard/key-made");
    } catch (GatewayException e) {
      return Fragments.refused(form, KeyForm.words(e), "dashboard/key-new", request, response, model);
    }
  }

  @GetMapping(KEYS + "/{id}")
  String edit(@PathVariable String id, HttpServletRequest request, Model model) {
    show(id, request, model, null);
    return Fragments.view(request, "dashboard/key-edit");
  }

  private void show(String id, HttpServletRequest request, Model model, Form sent) {
    JsonNode key = call(request, InnerCall.get("/v1/account/keys/{id}").on("id", id));
    JsonNode lists = call(request, InnerCall.get("/v1/account/keys/{id}/toollist").on("id", id));
    model.addAttribute("key", KeyView.of(key, clock.instant()));
    model.addAttribute("own", id.equals(Session.of(request).principal().keyId()));
    model.addAttribute("form", sent == null ? KeyForm.of(key, lists) : sent);
  }

  @PostMapping(KEYS + "/{id}")
  String change(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
    Form form = Form.sent(request);
    JsonNode key = call(request, InnerCall.get("/v1/account/keys/{id}").on("id", id));
    List<GatewayException> refusals = new ArrayList<>();
    // One form is saved as a whole or not at all.
    transaction.executeWithoutResult(status -> {
      save(request, InnerCall.patch("/v1/account/keys/{id}", KeyForm.change(form, key)).on("id", id), refusals);
      save(request, InnerCall.put("/v1/account/keys/{id}/toollist", KeyForm.toolLists(form)).on("id", id), refusals);
      if (!refusals.isEmpty()) {
        status.setRollbackOnly();
      }
    });
    if (refusals.isEmpty()) {
      return Fragments.done(request, response, KEYS, Done.KEY_SAVED);
    }
    show(id, request, model, form);
    refusals.subList(1, refusals.size()).forEach(other -> form.refused(KeyForm.words(other)));
    return Fragments.refused(form, KeyForm.words(refusals.get(0)), "dashboard/key-edit", request, response, model);
  }

  /** Saves a part of the form, or notes what is wrong with it. */
  private void save(HttpServletRequest request, InnerCall part, List<GatewayException> refusals) {
    try {
      call(request, part);
    } catch (GatewayException e) {
      if (e.status() != 400) {
        throw e;
      }
      refusals.add(e);
    }
  }

  @GetMapping(KEYS + "/{id}/revoke")
  String question(@PathVariable String id, HttpServletRequest request, Model model) {
    show(id, request, model, null);
    return Fragments.view(request, "dashboard/key-revoke");
  }

  @PostMapping(KEYS + "/{id}/revoke")
  String revoke(@PathVariable String id, HttpServletRequest request, HttpServletResponse response) {
    call(request, InnerCall.delete("/v1/account/keys/{id}").on("id", id));
    return Fragments.done(request, response, KEYS, Done.KEY_REVOKED);
  }
}
