package app.orqen.dispatch.credential;

import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls a provider's scheme, which may be an operator's own class, so that its faults are errors of the target and end no plan. */
final class SchemeCall {

  private static final Logger LOG = LoggerFactory.getLogger(SchemeCall.class);

  private SchemeCall() {}

  /**
   * Returns what the scheme returns.
   *
   * @throws GatewayException the scheme's own error, or 500 for any other exception. Only the exception's class is logged, since its
   *     message may quote the credential.
   */
  static <T> T of(Provider provider, Supplier<T> call) {
    try {
      return call.get();
    } catch (GatewayException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("The scheme '{}' of {} failed: {}", provider.auth().name(), provider.title(), e.getClass().getName());
      throw GatewayException.of(ErrorCode.INTERNAL_ERROR, "The gateway couldn't put the credential for " + provider.title()
          + " on the call. Ask the operator to look at the provider's 'auth'.");
    }
  }
}
