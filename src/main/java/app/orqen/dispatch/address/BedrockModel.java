package app.orqen.dispatch.address;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Bedrock model as callers write it behind {@code bedrock/}: {@code [converse/][<region>/]<id or ARN>}.
 *
 * @param region the region that the name pins, or null
 * @param id the part that goes into the path. It is never split at a colon, and keeps its profile prefix.
 */
public record BedrockModel(String region, String id) {

  private static final Pattern ROUTE = Pattern.compile("^(converse|converse_like|invoke)/");
  private static final Pattern REGION = Pattern.compile("^([a-z]{2}(?:-[a-z]+)+-\\d)/(.+)$", Pattern.DOTALL);
  private static final Pattern ARN = Pattern.compile("^arn:aws[a-z-]*:bedrock:([a-z0-9-]+):.*", Pattern.DOTALL);
  private static final Pattern PROFILE = Pattern.compile("^(us|eu|apac|global|jp|au|ca|us-gov)\\.");

  /** Splits a model's name as callers write it. */
  public static BedrockModel parse(String model) {
    String id = ROUTE.matcher(model).replaceFirst("");
    Matcher pinned = REGION.matcher(id);
    if (pinned.matches()) {
      return new BedrockModel(pinned.group(1), pinned.group(2));
    }
    Matcher arn = ARN.matcher(id);
    return new BedrockModel(arn.matches() ? arn.group(1) : null, id);
  }

  /** Returns the model that a profile's name or ARN contains. Some calls, such as a count of tokens, only take that model. */
  static String foundation(String model) {
    String name = model.startsWith("arn:") ? model.substring(model.lastIndexOf('/') + 1) : model;
    return PROFILE.matcher(name).replaceFirst("");
  }

  /** Returns the domain of a region's endpoints. */
  static String domain(String region) {
    return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  }
}
