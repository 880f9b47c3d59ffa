package app.orqen.dashboard.requests;

/**
 * An error in words.
 *
 * @param whose who has to do something: the caller, the provider or the gateway
 * @param what what happened
 * @param advice what to do
 */
public record Explanation(String whose, String what, String advice) {

  private static final String CALLER = "The request's";
  private static final String PROVIDER = "The provider's";
  private static final String GATEWAY = "The gateway's";
  private static final String ACCOUNT = "This account's settings";

  /** An error of a provider by this name; its code and source as the request log has them. */
  public static Explanation of(int status, String code, String source, String provider) {
    if (status < 400) {
      return new Explanation(PROVIDER, "The answer broke off after it had begun (" + code + ").",
          "The agent has received an error event instead of an end. Repeat the request.");
    }
    Explanation known = code == null ? null : ofCode(code, provider);
    if (known != null) {
      return known;
    }
    return "provider".equals(source) ? ofProvider(status, provider) : ofGateway(status, code);
  }

  private static Explanation ofCode(String code, String provider) {
    return switch (code) {
      case "provider_credentials_missing" -> new Explanation(ACCOUNT, "There is no credential for " + provider + ".",
          "Store one under Providers, or send it with the request.");
      case "provider_credentials_rejected" -> new Explanation(ACCOUNT, provider + " refused the credential.",
          "Replace it under Providers with one that is valid and may use this model.");
      case "provider_credentials_undecryptable" -> new Explanation(ACCOUNT,
          "The stored credential can't be decrypted: the vault's keys have changed.",
          "Store it again under Providers, or give the gateway its old vault key back.");
      case "provider_unreachable" -> new Explanation(PROVIDER,
          provider + " could not be reached, or what it answered was no answer.",
          "Repeat the request. When it lasts, look at the provider's status page and at the gateway's way out.");
      case "provider_timeout" -> new Explanation(PROVIDER, provider + " did not answer in time.",
          "Repeat the request; long answers come safer as a stream.");
      case "provider_unavailable" -> new Explanation(PROVIDER,
          provider + " failed so often that the gateway leaves it alone for a moment.",
          "Wait some seconds. Under Providers stands whether it is back.");
      case "rate_limit_exceeded", "too_many_failed_attempts" -> new Explanation(ACCOUNT,
          "The key had used up its requests a minute.", "Slow down, or raise the key's limit under API Keys.");
      case "model_not_found" -> new Explanation(CALLER, "No provider here knows this model.",
          "Write it as provider/model.");
      case "denied_tool_called" -> new Explanation(PROVIDER, "The model called a tool that the key's lists deny.",
          "Nothing, if that is what the list is for; else allow the tool under API Keys.");
      case "insufficient_quota" -> new Explanation(PROVIDER, "The account at " + provider + " has no quota left.",
          "Pay or raise the quota there.");
      case "context_length_exceeded" -> new Explanation(CALLER, "The conversation is longer than the model takes.",
          "Shorten it, or take a model with a larger context.");
      case "gateway_overloaded" -> new Explanation(GATEWAY, "The gateway served as many requests as it may.",
          "Repeat the request; the operator can raise the limit or add a replica.");
      case "auth_unavailable", "vault_unavailable" -> new Explanation(GATEWAY, "The gateway's database was away.",
          "Repeat the request in half a minute.");
      case "internal_error" -> new Explanation(GATEWAY, "A fault of the gateway.",
          "Its log has the reason, under the request's id.");
      default -> null;
    };
  }

  private static Explanation ofProvider(int status, String provider) {
    if (status == 429) {
      return new Explanation(PROVIDER, provider + " limits how much this credential may ask.",
          "Slow down, or have the limit raised at the provider.");
    }
    return status >= 500
        ? new Explanation(PROVIDER, provider + " failed with status " + status + ".", "Repeat the request.")
        : new Explanation(CALLER, provider + " did not accept the request (status " + status + ").",
            "The error that the agent received has the provider's own words.");
  }

  private static Explanation ofGateway(int status, String code) {
    String named = code == null ? "status " + status : code;
    return status >= 500
        ? new Explanation(GATEWAY, "The gateway could not serve the request (" + named + ").", "Repeat the request.")
        : new Explanation(CALLER, "The request could not be taken as it was (" + named + ").",
            "The error that the agent received names the field and the rule.");
  }
}
