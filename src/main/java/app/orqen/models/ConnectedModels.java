package app.orqen.models;

import app.orqen.provider.Catalogue;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.vault.CredentialStore;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the models that an account can call: of providers without credentials, and of those with a readable stored one. */
final class ConnectedModels {

  /** A model, with the name that a caller writes. */
  record Listed(String id, String provider) {}

  private static final Listed ECHO = new Listed("echo/echo", "echo");

  private final ProviderRegistry providers;
  private final Catalogue catalogue;
  private final CredentialStore credentials;

  ConnectedModels(ProviderRegistry providers, Catalogue catalogue, CredentialStore credentials) {
    this.providers = providers;
    this.catalogue = catalogue;
    this.credentials = credentials;
  }

  List<Listed> of(String accountId) {
    Set<String> stored = credentials.list(accountId).stream().filter(CredentialStore.Stored::decryptable)
        .map(CredentialStore.Stored::provider).collect(Collectors.toSet());
    Stream<Listed> known = catalogue.models().stream().filter(model -> isConnected(model.provider(), stored))
        .map(model -> new Listed(model.provider() + "/" + model.id(), model.provider()));
    return Stream.concat(Stream.of(ECHO), known).distinct().toList();
  }

  private boolean isConnected(String id, Set<String> stored) {
    Provider provider = providers.find(id);
    return provider != null && (provider.keyless() || stored.contains(id));
  }
}
