package app.orqen.dispatch.address;

import org.apache.camel.Exchange;

/**
 * Where a call to Bedrock goes, as the signature needs it.
 *
 * @param url the whole address
 * @param region the region of the signature
 * @param model the model in the address
 * @param ofCaller whether the base URL came with the credential
 */
public record AwsDestination(String url, String region, String model, boolean ofCaller) {

  private static final String VARIABLE = "orqenAwsDestination";

  /** Returns the destination of an exchange whose call is open. */
  public static AwsDestination of(Exchange exchange) {
    AwsDestination destination = exchange.getVariable(VARIABLE, AwsDestination.class);
    if (destination == null) {
      throw new IllegalStateException("only a call in the form converse can go to Bedrock");
    }
    return destination;
  }

  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }
}
