package app.orqen.provider;

import app.orqen.catalogue.ModelFacts;
import app.orqen.catalogue.ModelTable;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.Optional;

/**
 * Finds the provider of a model's name. It looks for an alias, then for {@code provider/model}, split at the first slash, then
 * for a row of the catalogue, then for the first rule that matches. It never guesses.
 */
public final class ModelRouter {

  private static final String NO_PREFIX =
      "Write it as 'provider/model', such as 'openai/gpt-4o' or 'groq/llama-3.3-70b-versatile'.";

  private final ProviderRegistry providers;
  private final Catalogue catalogue;
  private final ModelTable table;
  private final ModelProperties properties;
  /** What the rules say of a bare name: regular expressions cost more than a look-up. */
  private final Cache<String, Optional<String>> ruled = Caffeine.newBuilder().maximumSize(10_000)
      .executor(Runnable::run).build();

  ModelRouter(ProviderRegistry providers, Catalogue catalogue, ModelTable table, ModelProperties properties) {
    this.providers = providers;
    this.catalogue = catalogue;
    this.table = table;
    this.properties = properties;
  }

  /**
   * Returns the provider for a model, and the model's name there.
   *
   * @throws GatewayException 404 when the model's name leads to no provider
   */
  public Provider.Target resolve(String model) {
    String name = aliased(model);
    int slash = name.indexOf('/');
    if (slash > 0) {
      Provider provider = providers.find(name.substring(0, slash));
      if (provider != null) {
        String tail = name.substring(slash + 1);
        if (tail.isBlank()) {
          throw unknown(model, "Write a model after '" + provider.id() + "/'.");
        }
        return target(provider, tail);
      }
    }
    String id = providerOfBareName(name);
    Provider provider = id == null ? null : providers.find(id);
    if (provider == null) {
      throw unknown(model, id == null
          ? NO_PREFIX
          : "Its provider, " + id + ", has no route here. Write another as 'provider/model'.");
    }
    return target(provider, name);
  }

  /** Returns the first model that an alias leads to, or the name itself. */
  private String aliased(String model) {
    List<String> names = properties.aliases().get(model);
    return names == null || names.isEmpty() ? model : names.get(0);
  }

  /**
   * Returns a model's name as {@code provider/model}, by which it leads to the same provider.
   *
   * @throws GatewayException 404 when the name leads to no provider
   */
  public String fullName(String model) {
    String name = aliased(model);
    int slash = name.indexOf('/');
    if (slash > 0 && providers.find(name.substring(0, slash)) != null) {
      return name;
    }
    String id = providerOfBareName(name);
    if (id == null) {
      throw unknown(model, NO_PREFIX);
    }
    return id + '/' + name;
  }

  private Provider.Target target(Provider named, String model) {
    Provider provider = serving(named, model);
    String baseModel = properties.baseModels().get(named.id() + "/" + model);
    return new Provider.Target(provider, provider.quirks().upstreamModel(model), baseModel,
        facts(provider, named, baseModel == null ? model : baseModel));
  }

  /** Returns what is known of a model at the provider that serves it, else at the one that was named. */
  private ModelFacts facts(Provider provider, Provider named, String model) {
    ModelFacts facts = table.like(provider.id(), model);
    return facts.isKnown() ? facts : table.like(named.id(), model);
  }

  private Provider serving(Provider named, String model) {
    for (Provider.Elsewhere models : named.elsewhere()) {
      Provider provider = model.startsWith(models.prefix()) ? providers.find(models.id()) : null;
      if (provider != null) {
        return provider;
      }
    }
    return named;
  }

  private String providerOfBareName(String name) {
    Catalogue.Model known = catalogue.find(name);
    if (known != null) {
      return known.provider();
    }
    // Only an ARN may hold a slash and no provider: 'meta-llama/…' could be anybody's.
    if (name.indexOf('/') >= 0 && !name.startsWith("arn:")) {
      return null;
    }
    return ruled.get(name, n -> properties.rules().stream().filter(rule -> rule.matches(n)).findFirst()
        .map(ModelProperties.Rule::provider)).filter(id -> !id.isEmpty()).orElse(null);
  }

  private static GatewayException unknown(String model, String hint) {
    String shown = model.length() > 200 ? model.substring(0, 200) + "…" : model;
    return GatewayException.of(ErrorCode.MODEL_NOT_FOUND, "The model '" + shown + "' is not known. " + hint)
        .param("model");
  }
}
