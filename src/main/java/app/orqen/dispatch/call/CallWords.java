package app.orqen.dispatch.call;

import app.orqen.dispatch.address.RefusedAddressException;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyReader;
import app.orqen.translate.error.ProviderError;
import app.orqen.vault.Credential;
import app.orqen.vault.StoredCredential;
import java.net.SocketTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;

/** What a caller is told when a call to a provider fails: status, code and sentence. */
record CallWords(String providerTitle, Credential credential, Timeouts timeouts) {

  /** Returns the error of a call that the gateway itself cut off. */
  GatewayException cutOff(Cut cut) {
    return switch (cut) {
      case CLIENT_GONE -> GatewayException.of(ErrorCode.CLIENT_CLOSED_REQUEST, "The client closed the connection.");
      case SHUTDOWN -> GatewayException.stopping();
      case NO_FIRST_BYTE -> timedOut("did not begin to answer within " + timeouts.firstByte().toSeconds() + " s");
      case REFUSED -> BodyReader.brokeOff();
      case GAP -> timedOut("sent nothing for " + timeouts.gap().toSeconds() + " s");
      case LATE -> timedOut("did not answer in the time that was left");
      case TOTAL -> timedOut("did not finish within " + timeouts.total().toSeconds() + " s");
    };
  }

  private GatewayException timedOut(String what) {
    return GatewayException.of(ErrorCode.PROVIDER_TIMEOUT,
        providerTitle + " " + what + ". Send the request again; long answers are safer as a stream.");
  }

  /** Returns the error of an answer that broke off. */
  GatewayException endedTooEarly() {
    return GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE, providerTitle + " ended its answer too early. Send the request again.");
  }

  /** Returns the error of a call that failed before the answer began. */
  GatewayException unreachable(Throwable cause) {
    for (Throwable inner = cause; inner != null; inner = inner.getCause()) {
      if (inner instanceof RefusedAddressException) {
        return GatewayException.badRequest(ErrorCode.API_BASE_NOT_ALLOWED, "api_base",
            "The host of 'api_base' " + inner.getMessage() + ", which is not allowed. Use another host.");
      }
    }
    if (cause instanceof ConnectionRequestTimeoutException) {
      return GatewayException.of(ErrorCode.GATEWAY_OVERLOADED,
          "All of the gateway's connections to " + providerTitle + " are in use. Retry in a second.")
          .header("Retry-After", "1");
    }
    if (cause instanceof SocketTimeoutException) {
      return timedOut("did not accept a connection within " + timeouts.connect().toSeconds() + " s");
    }
    String reason = ConnectFailure.reason(cause);
    return GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE,
        providerTitle + " can't be reached" + (reason == null ? "" : ": " + reason) + ". Send the request again.");
  }

  /** Returns the provider's error when only its head can be read: the body is cut off, or badly compressed. */
  GatewayException unreadableError(ErrorHead head, Conversation conversation) {
    ProviderError read = conversation.provider().readError(head.status(), new byte[0], head.amazonType());
    if (read.credentialsRejected(head.status())) {
      return credentialRejected(".");
    }
    int status = conversation.translation() == null ? head.status() : conversation.surface().errors().status(read);
    GatewayException unreadable = GatewayException.provider(status, ErrorCode.PROVIDER_ERROR,
        providerTitle + " answered with status " + head.status() + " and a body that can't be read.");
    // A number of seconds can't contain a secret. A date is rare and not worth the risk.
    return head.retryAfter() != null && head.retryAfter().matches("\\d{1,9}")
        ? unreadable.header("Retry-After", head.retryAfter())
        : unreadable;
  }

  /** Returns the name of a stored credential, unless it is the one that most accounts have only. */
  private String named() {
    return credential.name() == null || credential.name().equals(StoredCredential.DEFAULT) ? "" : " ('" + credential.name() + "')";
  }

  /**
   * Returns the error of a provider's 401 or 403. The provider refused the credential, which must not be taken for the caller's
   * own key. SDKs don't retry it.
   *
   * @param said what the provider says about it, redacted, with the punctuation that leads to it
   */
  GatewayException credentialRejected(String said) {
    String origin = credential.origin() == Credential.Origin.REQUEST ? "from the request" : "from the vault" + named();
    return GatewayException.provider(ErrorCode.PROVIDER_CREDENTIALS_REJECTED,
        providerTitle + " refused the credential " + origin + said).header("x-should-retry", "false");
  }
}
