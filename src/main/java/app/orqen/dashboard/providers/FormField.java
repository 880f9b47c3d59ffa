package app.orqen.dashboard.providers;

import app.orqen.credential.CredentialField;
import app.orqen.provider.CredentialSet;
import app.orqen.provider.Provider;
import app.orqen.translate.front.WireRegistry;
import java.util.ArrayList;
import java.util.List;

/** A field of the form for a provider's credential. */
record FormField(String name, String label, String type, String hint) {

  /** Returns the fields of a provider in the order in which the form has them. */
  static List<FormField> of(Provider provider) {
    List<String> names = new ArrayList<>(provider.required());
    provider.optional().stream().filter(name -> !isAnotherSpelling(provider, name)).forEach(names::add);
    return names.stream().map(name -> of(CredentialField.of(name), rule(provider, name))).toList();
  }

  /** Returns whether a field is another spelling of the bearer token. */
  private static boolean isAnotherSpelling(Provider provider, String name) {
    return provider.wire() == WireRegistry.CONVERSE && name.equals(CredentialField.API_KEY.field());
  }

  /** Returns what the gateway said about a credential, with the names that the form has for its fields. */
  static String labelled(Provider provider, String message) {
    String labelled = message;
    for (String name : provider.optional()) {
      if (isAnotherSpelling(provider, name)) {
        labelled = labelled.replace(", " + name, "");
      }
    }
    for (FormField field : of(provider)) {
      labelled = labelled.replaceAll("'?\\b" + field.name + "\\b'?", field.label);
    }
    return labelled;
  }

  private static String rule(Provider provider, String name) {
    List<String> ways = CredentialSet.ways(provider);
    if (ways.size() > 1 && ways.contains(name)) {
      return "One is required: " + String.join(" or ", ways.stream().map(way -> CredentialField.of(way).label()).toList()) + ".";
    }
    return provider.required().contains(name) ? "Required." : "Optional.";
  }

  private static FormField of(CredentialField field, String rule) {
    return new FormField(field.field(), field.label(), field.isHidden() ? "password" : "text", field.hint(rule));
  }
}
