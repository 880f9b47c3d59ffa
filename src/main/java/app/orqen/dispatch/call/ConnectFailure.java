package app.orqen.dispatch.call;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateRevokedException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Says why a provider can't be reached, in words that hold no address and no secret. */
final class ConnectFailure {

  /** What is known of a failure by the types and messages of its causes, the most telling first. */
  private static final Map<String, Predicate<Throwable>> REASONS = reasons();

  private ConnectFailure() {}

  private static Map<String, Predicate<Throwable>> reasons() {
    Map<String, Predicate<Throwable>> reasons = new LinkedHashMap<>();
    reasons.put("its TLS certificate has expired", CertificateExpiredException.class::isInstance);
    reasons.put("its TLS certificate is not valid yet", CertificateNotYetValidException.class::isInstance);
    reasons.put("its TLS certificate is revoked", CertificateRevokedException.class::isInstance);
    reasons.put("its TLS certificate is for another host name", cause -> cause instanceof SSLPeerUnverifiedException
        || cause instanceof CertificateException && says(cause, "No subject alternative", "No name matching"));
    reasons.put("its TLS certificate is of an unknown issuer", CertPathBuilderException.class::isInstance);
    reasons.put("its TLS certificate is not accepted", cause -> cause instanceof CertPathValidatorException
        || cause instanceof CertificateException);
    reasons.put("it does not speak TLS on this port", cause -> cause instanceof SSLException
        && says(cause, "Unsupported or unrecognized SSL message"));
    reasons.put("it refuses this gateway's versions or ciphers of TLS", cause -> cause instanceof SSLException
        && says(cause, "protocol_version", "handshake_failure", "insufficient_security", "No appropriate protocol"));
    reasons.put("it demands a TLS certificate of this gateway", cause -> cause instanceof SSLException
        && says(cause, "certificate_required", "bad_certificate"));
    reasons.put("it ended the TLS handshake, as a port without TLS may do", cause -> cause instanceof SSLException
        && says(cause, "terminated the handshake"));
    reasons.put("the TLS handshake failed", SSLException.class::isInstance);
    reasons.put("its host name is not known", UnknownHostException.class::isInstance);
    reasons.put("there is no route to its address", NoRouteToHostException.class::isInstance);
    reasons.put("its address refuses connections", ConnectException.class::isInstance);
    return reasons;
  }

  private static boolean says(Throwable cause, String... words) {
    for (String word : words) {
      if (cause.getMessage() != null && cause.getMessage().contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** Returns the reason as the end of a sentence, such as "its TLS certificate has expired"; null when it isn't known. */
  static String reason(Throwable failure) {
    for (Map.Entry<String, Predicate<Throwable>> reason : REASONS.entrySet()) {
      for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
        if (reason.getValue().test(cause)) {
          return reason.getKey();
        }
      }
    }
    return null;
  }
}
