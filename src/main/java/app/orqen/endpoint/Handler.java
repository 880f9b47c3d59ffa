package app.orqen.endpoint;

/** What one method of an endpoint does. */
@FunctionalInterface
public interface Handler {

  /** Answers a call whose caller is proven. */
  Answer handle(EndpointCall call);
}
