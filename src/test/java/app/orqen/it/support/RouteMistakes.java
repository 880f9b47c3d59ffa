package app.orqen.it.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Ordinary mistakes of people who edit route files, and what the gateway says to each. */
public final class RouteMistakes {

  /** A change of the folder. */
  public interface Edit {
    void on(Path folder) throws IOException;
  }

  /**
   * A mistake.
   *
   * @param what what somebody does
   * @param edit does it
   * @param says the beginning of the first line that the gateway says
   * @param meant what that line has behind it: what was probably meant
   */
  public record Mistake(String what, Edit edit, String says, String meant) {

    @Override
    public String toString() {
      return what;
    }

    public void make(Path folder) {
      try {
        edit.on(folder);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final String GROQ = "provider-groq.camel.yaml";
  private static final String CHAT = "10-chat.camel.yaml";
  private static final String CLAUDE = "provider-vertex_ai_claude.camel.yaml";

  private static final String POLICY = "policy-try.camel.yaml";
  private static final String TRY = """
      - templatedRoute:
          routeTemplateRef: policy
          routeId: policy-try
          parameters:
            - name: name
              value: try
            - name: targets
              value: |
                %s
      """;

  private RouteMistakes() {}

  public static Stream<Mistake> all() {
    return Stream.of(
        mistake("misspells a quirk", GROQ, "drop logprobs", "drp logprobs",
            GROQ + ":13: The quirk 'drp logprobs top_logprobs logit_bias messages.name' can't be understood.", "Did you mean 'drop'?"),
        new Mistake("copies a provider's file and keeps the routeId", folder ->
            Files.copy(folder.resolve(GROQ), folder.resolve("provider-groq2.camel.yaml")),
            "provider-groq2.camel.yaml:3: The route 'provider-groq' is also in " + GROQ + ":3.", "Give one of them another id"),
        mistake("gives the parameter name another value than the routeId", GROQ, "value: groq\n", "value: grok\n",
            GROQ + ":6: The parameter name is 'grok', but the routeId is 'provider-groq'.", "Write 'groq' here"),
        mistake("names a parameter that the template doesn't have", GROQ, "- name: quirks", "- name: operation\n        value: chat\n      - name: quirks",
            GROQ + ":11: The template 'openai-compatible' has no parameter 'operation'.", "Did you mean 'operations'?"),
        mistake("forgets a parameter", GROQ, "      - name: title\n        value: Groq\n", "",
            GROQ + ":2: The parameter 'title' is missing, and the template 'openai-compatible' has no default for it.",
            "It is described as:"),
        new Mistake("removes the step authenticate", folder -> {
          String text = Files.readString(folder.resolve(CHAT));
          int start = text.indexOf("        - process:\n            id: chat-authenticate");
          Files.writeString(folder.resolve(CHAT), text.substring(0, start)
              + text.substring(text.indexOf("        - process:\n            id: chat-throttle")));
        }, CHAT + ":9: The step 'authenticate' is missing before 'throttle'.", "has these steps in this order"),
        mistake("misspells a template", GROQ, "openai-compatible", "openai-compatable",
            GROQ + ":2: There is no template 'openai-compatable'.", "Did you mean 'openai-compatible'?"),
        mistake("misspells a step", CHAT, "ref: throttle", "ref: throtle",
            CHAT + ":16: There is no step 'throtle'.", "Did you mean 'throttle'?"),
        mistake("writes a URL without its scheme", GROQ, "https://api.groq.com", "api.groq.com",
            GROQ + ":10: The baseUrl 'api.groq.com/openai/v1' isn't a URL that begins with https:// or http://.",
            "Did you mean 'https://api.groq.com/openai/v1'?"),
        new Mistake("deletes a file that others need", folder -> Files.delete(folder.resolve("25-call-address.camel.yaml")),
            "20-openai-compatible.camel.yaml:52: No route begins with direct:call-address, which these routes call: provider-ai21,",
            "the routes folder lacks the file that has this route"),
        mistake("serves for a provider that there isn't", CLAUDE, "value: \"vertex_ai\"", "value: \"vertex\"",
            CLAUDE + ":11: The provider 'vertex', for which 'servesFor' serves models, has no route.", "Did you mean 'vertex_ai'?"),
        mistake("sends models to a provider that there isn't", "provider-vertex_ai.camel.yaml", "* vertex_ai_claude", "* vertex_ai_cloude",
            "provider-vertex_ai.camel.yaml:19: The provider 'vertex_ai_cloude', to which 'elsewhere' sends models, has no route.",
            "Did you mean 'vertex_ai_claude'?"),
        mistake("uses a placeholder that isn't set", GROQ, "https://api.groq.com/openai/v1", "\"{{groq.url}}\"",
            GROQ + ":10: The placeholder '{{groq.url}}' has no value.", "Set GROQ_URL in the environment"),
        new Mistake("swaps two steps", folder -> {
          Path chat = folder.resolve(CHAT);
          Files.writeString(chat, Files.readString(chat).replace("ref: throttle", "ref: x")
              .replace("ref: readChatRequest", "ref: throttle").replace("ref: x", "ref: readChatRequest"));
        }, CHAT + ":17: The step 'throttle' comes too late: it must come before 'readChatRequest'.", "has these steps in this order"),
        mistake("indents a line wrongly", GROQ, "    routeId:", "   routeId:",
            GROQ + ":3: The file isn't valid YAML:", "Look at the indentation"),
        new Mistake("gives a route the id of a route that is made in Java", folder ->
            Files.writeString(folder.resolve("provider-echo.camel.yaml"), """
                - route:
                    id: provider-echo
                    from:
                      uri: direct:provider-echo
                      steps:
                        - setBody:
                            constant: hi
                """),
            "provider-echo.camel.yaml:2: The route 'provider-echo' is also made in Java.", "Give it another id."),
        mistake("writes a step that Camel doesn't know", CHAT, "- to:", "- too:",
            CHAT + ":21: 'too' isn't a step or key that Camel knows here.", ""),
        policy("sends a policy to a provider that there isn't", "opnai/gpt-4o", "",
            ":9: The provider 'opnai' of a target has no route.", "Did you mean 'openai'?"),
        policy("gives a policy no targets", "", "", ":9: A policy needs at least one target.", "Write it as 'provider/model'."),
        new Mistake("forgets a policy's targets", folder -> Files.writeString(folder.resolve(POLICY),
            TRY.substring(0, TRY.indexOf("      - name: targets"))),
            POLICY + ":2: The parameter 'targets' is missing, and the template 'policy' has no default for it.", "It is described as:"),
        new Mistake("writes a policy's targets as a list", folder -> Files.writeString(folder.resolve(POLICY),
            TRY.formatted("- openai/gpt-4o").replace("value: |", "value:")),
            POLICY + ":9: The value of 'targets' isn't text.", "one line for each target"),
        policy("writes a target without its provider", "openai/gpt-4o\n          gpt-4o", "",
            ":10: The target 'gpt-4o' can't be understood.", "Write 'provider/model'"),
        policy("sends a policy to itself", "openai/gpt-4o\n          try", "", ":10: The policy 'try' leads to itself.", "Write 'provider/model'."),
        new Mistake("sends two policies to each other", folder -> {
          Files.writeString(folder.resolve(POLICY), TRY.formatted("openai/gpt-4o\n          other"));
          Files.writeString(folder.resolve("policy-try2.camel.yaml"), TRY.formatted("try").replace("policy-try", "policy-other").replace("value: try\n", "value: other\n"));
        }, POLICY + ":10: The target 'other' is a policy, and a policy's targets are models of providers.", "or the targets of 'other'"),
        policy("gives a target a weight that isn't a number", "openai/gpt-4o weight much", "",
            ":9: The target 'openai/gpt-4o weight much' can't be understood.", "a weight from 1 to 1000"),
        policy("gives a target the weight 0", "openai/gpt-4o weight 0", "",
            ":9: The target 'openai/gpt-4o weight 0' can't be understood.", "a weight from 1 to 1000"),
        policy("gives a policy a condition that there isn't", "openai/gpt-4o", "\"on\"|connect timeuot",
            ":11: There is no condition 'timeuot'.", "The conditions are connect, timeout"),
        policy("gives a policy a strategy that there isn't", "openai/gpt-4o", "strategy|random",
            ":11: There is no strategy 'random'.", "Write 'fallback' or 'weighted'."),
        policy("gives a policy a time that can't be read", "openai/gpt-4o", "total|a minute",
            ":11: The total 'a minute' isn't a time.", "Write it as 500ms, 60s or 2m."),
        policy("gives a policy a wait of no time", "openai/gpt-4o", "maxWait|0s",
            ":11: The maxWait '0s' isn't a time.", "Write it as 500ms, 60s or 2m."),
        policy("gives a policy no attempts", "openai/gpt-4o", "attempts|\"0\"",
            ":11: The attempts '0' aren't 'all' or a number from 1 to 20.", ""),
        policy("sends requests that are too long to a provider that there isn't", "openai/gpt-4o", "contextTargets|gemni/gemini-2.5-pro",
            ":11: The provider 'gemni' of a target has no route.", "Did you mean 'gemini'?"),
        new Mistake("gives a policy's parameter name another value than the routeId", folder ->
            Files.writeString(folder.resolve(POLICY), TRY.formatted("openai/gpt-4o").replace("value: try\n", "value: tri\n")),
            POLICY + ":6: The parameter name is 'tri', but the routeId is 'policy-try'.", "Write 'try' here"),
        new Mistake("gives a file a name with a dot", folder ->
            Files.writeString(folder.resolve("policy-try-5.5.camel.yaml"), TRY.formatted("openai/gpt-4o")),
            "policy-try-5.5.camel.yaml: The file's name has a dot before '.camel.yaml'.", "Write 'policy-try-5-5.camel.yaml'."));
  }

  /**
   * Makes a mistake in the file of a policy.
   *
   * @param parameter the name of a further parameter and its value with a bar between them, or an empty text
   * @param says what the gateway says, from the colon behind the file's name on
   */
  private static Mistake policy(String what, String targets, String parameter, String says, String meant) {
    String[] more = parameter.split("\\|");
    String text = TRY.formatted(targets) + (parameter.isEmpty() ? "" : "      - name: " + more[0] + "\n        value: " + more[1] + "\n");
    return new Mistake(what, folder -> Files.writeString(folder.resolve(POLICY), text), POLICY + says, meant);
  }

  private static Mistake mistake(String what, String file, String from, String to, String says, String meant) {
    return new Mistake(what, folder -> {
      String text = Files.readString(folder.resolve(file));
      if (!text.contains(from)) {
        throw new AssertionError(file + " has no '" + from + "'");
      }
      Files.writeString(folder.resolve(file), text.replace(from, to));
    }, says, meant);
  }

  /** Copies the route files of the repository. */
  public static void copyRoutes(Path to) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml")).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /** Deletes the route files of a folder and copies the repository's again. */
  public static void restore(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path good = Path.of("routes").resolve(file.getFileName());
        if (!Files.exists(good)) {
          Files.delete(file);
        }
      }
    }
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path good : files.filter(path -> path.toString().endsWith(".camel.yaml")).toList()) {
        Path file = folder.resolve(good.getFileName());
        if (!Files.exists(file) || !Files.readString(file).equals(Files.readString(good))) {
          Files.writeString(file, Files.readString(good));
        }
      }
    }
  }
}
