package app.orqen.state;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyScan;
import app.orqen.request.ModelRequest;
import app.orqen.request.ReadRequest;
import app.orqen.translate.wire.Operation;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.dao.DataAccessException;

/**
 * The step {@code readResponseRequest}, for calls about a stored response: finds its owner, which says the provider and the model. Any
 * other account's response is a 404, as one is that nobody has.
 */
public final class ReadResponseRequest implements Processor {

  private static final Set<String> PARAMETERS = Set.of("include", "include[]", "include_obfuscation", "stream", "starting_after",
      "after", "before", "limit", "order");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9._~%+,:-]{0,300}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Owners owners;

  ReadResponseRequest(Owners owners) {
    this.owners = owners;
  }

  @Override
  public void process(Exchange exchange) {
    Principal principal = Principal.required(exchange);
    Inbound inbound = Inbound.of(exchange);
    Matcher path = StoredPath.match(inbound.routedPath());
    if (path == null) {
      throw GatewayException.notFound(inbound.path());
    }
    String method = method(inbound, path.group(2));
    String query = query(inbound);
    Owner owner = find(owners, path.group(1), principal, null);
    boolean stream = path.group(2) == null && method.equals("GET") && ("&" + query + "&").contains("&stream=true&");
    byte[] json = JSON.createObjectNode().put("model", owner.provider() + "/" + owner.model()).toString().getBytes(StandardCharsets.UTF_8);
    BodyScan scan = BodyScan.of(json);
    ReadRequest.attach(new ModelRequest(inbound.surface(), Operation.RESPONSE, scan, scan.model(), stream), exchange);
    String tail = "/" + path.group(1) + (path.group(2) == null ? "" : path.group(2)) + (query.isEmpty() ? "" : "?" + query);
    new StoredPath(method, tail).attach(exchange);
    Claim.ofStored(owners, owner, method.equals("DELETE")).attach(exchange);
    new Pin(owner).attach(exchange);
  }

  /**
   * Returns the owner of an id, who is the caller's account.
   *
   * @param param the field that names it, or null
   * @throws GatewayException 404 when it is another's or nobody's, 503 when the database can't be asked
   */
  static Owner find(Owners owners, String id, Principal principal, String param) {
    try {
      return owners.find(id).filter(found -> found.accountId().equals(principal.accountId())).orElseThrow(() ->
          GatewayException.of(ErrorCode.NOT_FOUND, "This account has no stored response '" + id + "' that the gateway knows of. "
              + "It may have expired. Send the whole conversation as input.").param(param));
    } catch (DataAccessException e) {
      throw GatewayException.authUnavailable();
    }
  }

  private static String method(Inbound inbound, String what) {
    String method = inbound.method().equals("HEAD") ? "GET" : inbound.method();
    Set<String> allowed = what == null ? Set.of("GET", "DELETE") : what.equals("/cancel") ? Set.of("POST") : Set.of("GET");
    if (!allowed.contains(method)) {
      throw GatewayException.methodNotAllowed(inbound.method(), inbound.path(),
          what == null ? "GET, HEAD, DELETE" : what.equals("/cancel") ? "POST" : "GET, HEAD");
    }
    return method;
  }

  /** Returns the query as it came. Its parameters must be OpenAI's, so that nothing else is asked of a provider. */
  private static String query(Inbound inbound) {
    String query = inbound.request().getQueryString();
    if (query == null) {
      return "";
    }
    for (String parameter : query.split("&")) {
      int equals = parameter.indexOf('=');
      String name = (equals < 0 ? parameter : parameter.substring(0, equals)).replace("%5B%5D", "[]").replace("%5b%5d", "[]");
      if (!PARAMETERS.contains(name)) {
        throw GatewayException.badRequest(ErrorCode.UNKNOWN_FIELD, null, "A stored response has no such query parameter. It may have "
            + "include, include_obfuscation, stream, starting_after, after, before, limit and order.");
      }
      if (!VALUE.matcher(parameter.substring(equals + 1)).matches() && equals >= 0) {
        throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, name,
            "'" + name + "' must have at most 300 characters. Letters, digits, percent escapes and . _ ~ + , : - are allowed.");
      }
    }
    return query.replace("[]", "%5B%5D");
  }
}
