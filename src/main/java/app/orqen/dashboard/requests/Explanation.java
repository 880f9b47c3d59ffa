package app.orqen.dashboard.requests;

import app.orqen.reply.ErrorCode;

/**
 * An error in words.
 *
 * @param cause where the cause is: the request, the provider, the gateway or the account's settings
 * @param what what happened
 * @param advice what to do
 */
public record Explanation(String cause, String what, String advice) {

  private static final String CALLER = "The request";
  private static final String PROVIDER = "The provider";
  private static final String GATEWAY = "The gateway";
  private static final String ACCOUNT = "This account's settings";

  /**
   * Explains an error.
   *
   * @param provider the provider's name
   * @param code the code in the request log
   * @param source the source in the request log
   */
  public static Explanation of(int status, String code, String source, String provider) {
    if (status < 400) {
      return new Explanation(PROVIDER, "The answer broke off after it had begun (" + code + ").",
          "The agent has received an error event instead of an end. Repeat the request.");
    }
    // A provider may use the gateway's own codes, such as rate_limit_exceeded, and means itself by them.
    boolean theirs = "provider".equals(source) && (code == null || !code.startsWith("provider_"));
    ErrorCode known = theirs ? null : ErrorCode.find(code);
    Explanation told = known == null ? null : ofCode(known, provider);
    if (told == null && "context_length_exceeded".equals(code)) {
      told = new Explanation(CALLER, "The conversation is longer than the model takes.",
          "Shorten it, or use a model with a larger context.");
    } else if (told == null && "insufficient_quota".equals(code)) {
      told = new Explanation(PROVIDER, "The account at " + provider + " has no quota left.", "Raise the quota there.");
    }
    if (told != null) {
      return told;
    }
    if ("provider".equals(source)) {
      return ofProvider(status, provider);
    }
    return known == null ? ofGateway(status, code)
        : new Explanation(status >= 500 ? GATEWAY : CALLER, sentence(known.what()), sentence(known.advice()));
  }

  private static String sentence(String half) {
    return Character.toUpperCase(half.charAt(0)) + half.substring(1) + ".";
  }

  /**
   * Returns the explanations that differ from those of docs/api.md because the dashboard knows the provider and has the pages;
   * otherwise null.
   */
  private static Explanation ofCode(ErrorCode code, String provider) {
    return switch (code) {
      case PROVIDER_CREDENTIALS_MISSING -> new Explanation(ACCOUNT, "There is no credential for " + provider + ".",
          "Store one under Providers, or send it with the request.");
      case PROVIDER_CREDENTIALS_REJECTED -> new Explanation(ACCOUNT, provider + " refused the credential.",
          "Replace it under Providers with a valid one that may use this model.");
      case PROVIDER_CREDENTIALS_UNDECRYPTABLE -> new Explanation(ACCOUNT,
          "The stored credential can't be decrypted, because the vault's keys have changed.",
          "Store it again under Providers, or give the gateway its old vault key back.");
      case PROVIDER_UNREACHABLE -> new Explanation(PROVIDER,
          provider + " can't be reached, broke off, or returned an unexpected response.",
          "Repeat the request. If that doesn't help, look at the provider's status page and at the gateway's network.");
      case PROVIDER_TIMEOUT -> new Explanation(PROVIDER, provider + " did not answer in time.",
          "Repeat the request. Long answers are safer as a stream.");
      case PROVIDER_UNAVAILABLE -> new Explanation(PROVIDER,
          provider + " is temporarily unavailable after repeated failures.",
          "Wait some seconds. The Providers page shows when it is back.");
      case RATE_LIMIT_EXCEEDED -> new Explanation(ACCOUNT,
          "The key's requests a minute were used up.", "Slow down, or raise the key's limit under API Keys.");
      case TOKENS_RATE_LIMIT_EXCEEDED -> new Explanation(ACCOUNT, "The tokens a minute of the key or the account were used up.",
          "Slow down, or raise the key's tokens a minute under API Keys.");
      case TOO_MANY_PARALLEL_REQUESTS -> new Explanation(ACCOUNT, "The key had as many requests running as it may.",
          "Run fewer at a time, or raise the key's parallel requests under API Keys.");
      case BUDGET_EXCEEDED -> new Explanation(ACCOUNT, "A budget of the key, the account or the session would have been passed.",
          "Wait until it renews, or raise it under API Keys.");
      case RUNAWAY_STOPPED -> new Explanation(ACCOUNT, "The agent made the same call and got the same result again and again, and the key stops such sessions.",
          "Begin a new session, or change under API Keys what becomes of an agent that repeats itself.");
      case MODEL_NOT_ALLOWED -> new Explanation(ACCOUNT, "The key or its account may not use this model.",
          "Use a model that the Models page shows as ready, or change the key's allowed models.");
      case MODEL_UNPRICED -> new Explanation(ACCOUNT, "The model's price isn't known, and the operator requires one.",
          "Use another model, or have its price added to the price file.");
      case SCOPE_NOT_ALLOWED -> new Explanation(ACCOUNT, "The key's scope doesn't open this endpoint.",
          "Use another key, or change what this one opens under API Keys.");
      case NETWORK_NOT_ALLOWED -> new Explanation(ACCOUNT, "The key can't be used from the address that the request came from.",
          "Use it from one of its networks, or change them under API Keys.");
      case TOOL_NOT_ALLOWED -> new Explanation(ACCOUNT, "The key's tool lists refuse a tool of the request.",
          "Leave the tool out, or change the key's lists under API Keys.");
      case TOO_MANY_FAILED_ATTEMPTS -> new Explanation(ACCOUNT,
          "Too many requests with a wrong key came from this address.", "Correct the key, and wait a minute.");
      case MODEL_NOT_FOUND -> new Explanation(CALLER, "No provider here knows this model.", "Write it as provider/model.");
      case DENIED_TOOL_CALLED -> new Explanation(PROVIDER, "The model called a tool that the key's lists deny.",
          "Nothing, if that is what the list is for. Otherwise allow the tool under API Keys.");
      case GATEWAY_OVERLOADED -> new Explanation(GATEWAY, "The gateway was at its limit, starting or stopping.",
          "Repeat the request. The operator can raise the limit or add a replica.");
      case AUTH_UNAVAILABLE -> new Explanation(GATEWAY, "The gateway's database was unavailable.",
          "Repeat the request in half a minute.");
      case INTERNAL_ERROR -> new Explanation(GATEWAY, "The gateway had a fault.",
          "Its log has the reason, under the request's id.");
      default -> null;
    };
  }

  private static Explanation ofProvider(int status, String provider) {
    if (status == 429) {
      return new Explanation(PROVIDER, provider + " limits the rate of this credential.",
          "Slow down, or have the limit raised at the provider.");
    }
    if (status == 404) {
      return new Explanation(CALLER, provider + " has no such model, or none that this credential may use.",
          "Correct the model's name, or choose another credential under Providers.");
    }
    return status >= 500
        ? new Explanation(PROVIDER, provider + " failed with status " + status + ".", "Repeat the request.")
        : new Explanation(CALLER, provider + " did not accept the request (status " + status + ").",
            "The error that the agent received has the provider's own words; they may quote the prompt and aren't stored.");
  }

  private static Explanation ofGateway(int status, String code) {
    String named = code == null ? "status " + status : code;
    return status >= 500
        ? new Explanation(GATEWAY, "The gateway could not serve the request (" + named + ").", "Repeat the request.")
        : new Explanation(CALLER, "The gateway refused the request (" + named + ").",
            "The error that the agent received names the field and the rule.");
  }
}
