package app.orqen.dashboard.providers;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Done;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.Fragments;
import app.orqen.dashboard.session.Session;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.vault.StoredCredential;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows the providers and the account's credentials for them. */
@DashboardPage
class ProvidersPage {

  private static final String PROVIDERS = "/ui/providers";
  private static final String FORM = "dashboard/provider";
  private static final String TEST = "dashboard/provider-test";
  private static final int TEST_TOKENS = 16;

  private final GatewayApi gateway;
  private final ProviderRegistry providers;
  private final ProviderStates states;

  ProvidersPage(GatewayApi gateway, ProviderRegistry providers, ProviderStates states) {
    this.gateway = gateway;
    this.providers = providers;
    this.states = states;
  }

  private Provider require(String id) {
    Provider provider = providers.find(id);
    if (provider == null) {
      throw GatewayException.notFound(PROVIDERS + "/" + id);
    }
    return provider;
  }

  @GetMapping(PROVIDERS)
  String list(HttpServletRequest request, Model model) {
    List<ProviderView> all = states.of(request);
    model.addAttribute("connected", all.stream().filter(one -> one.state() != ProviderView.State.NOT_CONNECTED).toList());
    model.addAttribute("others", all.stream().filter(one -> one.state() == ProviderView.State.NOT_CONNECTED).toList());
    return "dashboard/providers";
  }

  /**
   * Shows the form that stores a credential.
   *
   * @param name of the credential that is to be replaced, or made when none has it
   * @param add whether the form asks for the name of another one
   */
  @GetMapping(PROVIDERS + "/{id}")
  String form(@PathVariable String id, @RequestParam(defaultValue = StoredCredential.DEFAULT) String name,
      @RequestParam(defaultValue = "false") boolean add, HttpServletRequest request, Model model) {
    Form form = new Form().put("weight", 1);
    show(require(id), add ? "" : name, form, request, model);
    if (model.getAttribute("view") instanceof ProviderView view && view.stored()) {
      form.put("weight", view.weight());
    }
    return Fragments.view(request, FORM);
  }

  /**
   * Shows a form of one credential.
   *
   * @param name empty when the form asks for it
   */
  private void show(Provider provider, String name, Form form, HttpServletRequest request, Model model) {
    model.addAttribute("provider", provider);
    model.addAttribute("add", name.isEmpty());
    model.addAttribute("name", name);
    List<FormField> fields = FormField.of(provider);
    model.addAttribute("fields", fields);
    model.addAttribute("fieldNames", Stream.concat(Stream.of("weight", name.isEmpty() ? "name" : "weight"),
        fields.stream().map(FormField::name)).toArray(String[]::new));
    model.addAttribute("view", states.of(request, provider.id(), name));
    model.addAttribute("form", form);
  }

  /** Stores a credential in place of the earlier one. A secret never comes back into the form. */
  @PostMapping(PROVIDERS + "/{id}")
  String store(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
    Provider provider = require(id);
    Form form = Form.sent(request);
    boolean add = form.has("add");
    String name = form.sent("name") ? form.value("name") : StoredCredential.DEFAULT;
    ObjectNode body = Form.json().put("provider", id).put("name", name);
    if (form.has("weight")) {
      form.number(body, "weight");
    }
    FormField.of(provider).stream().filter(field -> form.has(field.name()))
        .forEach(field -> body.put(field.name(), form.value(field.name())));
    try {
      requireNew(add, id, name, request);
      gateway.call(request, Session.of(request).principal(), InnerCall.put("/v1/account/providers", body));
      model.addAttribute("stored", true);
      return Fragments.isWanted(request)
          ? test(id, name, request, model) : Fragments.done(request, response, PROVIDERS + "/" + id + "/test?name=" + name, Done.CREDENTIAL_STORED);
    } catch (GatewayException e) {
      show(provider, add ? "" : name, form, request, model);
      String view = Fragments.refused(form, e, FORM, request, response, model);
      form.reword(message -> FormField.labelled(provider, message));
      return view;
    }
  }

  /** Refuses to replace a credential from the form that adds another one. */
  private void requireNew(boolean add, String id, String name, HttpServletRequest request) {
    if (add && states.of(request, id, name).stored()) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "name",
          "A credential of this name is stored already. Choose another name, or replace that one.");
    }
  }

  @GetMapping(PROVIDERS + "/{id}/test")
  String test(@PathVariable String id, @RequestParam(defaultValue = StoredCredential.DEFAULT) String name, HttpServletRequest request,
      Model model) {
    show(require(id), name, new Form().put("model", states.cheapestModel(id)), request, model);
    return Fragments.view(request, TEST);
  }

  /** Tries the stored credential with a small call through the gateway's own chain. */
  @PostMapping(PROVIDERS + "/{id}/test")
  String run(@PathVariable String id, @RequestParam(defaultValue = StoredCredential.DEFAULT) String name, HttpServletRequest request,
      HttpServletResponse response, Model model) {
    Provider provider = require(id);
    Form form = Form.sent(request);
    show(provider, name, form, request, model);
    if (!form.has("model")) {
      return Fragments.refused(form, GatewayException.badRequest(ErrorCode.MISSING_MODEL, "model",
          "Name a model of " + provider.title()
          + "."), TEST, request, response, model);
    }
    ObjectNode body = Form.json().put("model", id + "/" + form.value("model")).put("max_tokens", TEST_TOKENS);
    body.putArray("messages").addObject().put("role", "user").put("content", "Say hello.");
    GatewayApi.ChatAnswer answer = gateway.chat(request, Session.of(request).principal(), body,
        model.getAttribute("view") instanceof ProviderView view && view.stored() ? Map.of(StoredCredential.ONLY, name) : Map.of());
    model.addAttribute("test", ConnectionTest.of(answer, provider.title(), form.value("model")));
    return Fragments.view(request, TEST);
  }

  @GetMapping(PROVIDERS + "/{id}/remove")
  String question(@PathVariable String id, @RequestParam(defaultValue = StoredCredential.DEFAULT) String name,
      HttpServletRequest request, Model model) {
    show(require(id), name, new Form(), request, model);
    return Fragments.view(request, "dashboard/provider-remove");
  }

  @PostMapping(PROVIDERS + "/{id}/remove")
  String remove(@PathVariable String id, @RequestParam(defaultValue = StoredCredential.DEFAULT) String name,
      HttpServletRequest request, HttpServletResponse response) {
    gateway.call(request, Session.of(request).principal(),
        InnerCall.delete("/v1/account/providers/{provider}").on("provider", id).with("name", name));
    return Fragments.done(request, response, PROVIDERS, Done.CREDENTIAL_REMOVED);
  }
}
