package app.orqen.models;

import app.orqen.catalogue.ModelTable;
import app.orqen.provider.Catalogue;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.vault.CredentialStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the models that an account can call: of providers without credentials, and of those with a readable stored one. */
public final class ConnectedModels {

  /** A model, with the name that a caller writes. */
  public record Listed(String id, String provider) {}

  static final Listed ECHO = new Listed("echo/echo", "echo");

  private final ProviderRegistry providers;
  private final Catalogue catalogue;
  private final CredentialStore credentials;

  ConnectedModels(ProviderRegistry providers, Catalogue catalogue, CredentialStore credentials) {
    this.providers = providers;
    this.catalogue = catalogue;
    this.credentials = credentials;
  }

  /**
   * A model of a provider that this gateway has.
   *
   * @param name the provider's name for it
   * @param contextWindow tokens, by the catalogue; null when it doesn't know
   * @param maxOutputTokens tokens, by the catalogue; null when it doesn't know
   * @param connected whether the account can call it
   */
  record Known(Provider provider, String name, Long contextWindow, Long maxOutputTokens, boolean connected) {

    /** Returns the name that a caller writes. */
    String id() {
      return provider.id() + "/" + name;
    }
  }

  /** Returns the models of every provider, those of the catalogue and those of a table of facts, sorted by id. */
  List<Known> known(String accountId, ModelTable table) {
    Set<String> stored = stored(accountId);
    Map<String, Known> known = new TreeMap<>();
    Stream.concat(catalogue.models().stream(),
            table.rows().stream().map(row -> new Catalogue.Model(row.model(), row.provider(), 0, 0, null)))
        .forEach(model -> {
          Provider provider = providers.find(model.provider());
          if (provider != null && provider.isListed()) {
            Known one = new Known(provider, model.id(), orNull(model.contextWindow()), orNull(model.maxOutputTokens()),
                isConnected(provider.id(), stored));
            known.putIfAbsent(one.id(), one);
          }
        });
    return List.copyOf(known.values());
  }

  private static Long orNull(long tokens) {
    return tokens == 0 ? null : tokens;
  }

  private Set<String> stored(String accountId) {
    return credentials.list(accountId).stream().filter(CredentialStore.Stored::decryptable)
        .map(CredentialStore.Stored::provider).collect(Collectors.toSet());
  }

  /** Returns the models of the catalogue whose providers are connected. */
  public List<Listed> of(String accountId) {
    Set<String> stored = stored(accountId);
    Stream<Listed> known = catalogue.models().stream().filter(model -> isConnected(model.provider(), stored))
        .map(model -> new Listed(model.provider() + "/" + model.id(), model.provider()));
    return Stream.concat(Stream.of(ECHO), known).distinct().toList();
  }

  private boolean isConnected(String id, Set<String> stored) {
    Provider provider = providers.find(id);
    return provider != null && (provider.keyless() || stored.contains(id));
  }
}
