package app.orqen.state;

import app.orqen.inbound.Inbound;
import app.orqen.json.JsonScan;
import app.orqen.key.Principal;
import app.orqen.policy.Attempts;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.ItemReferences;
import app.orqen.request.ModelRequest;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.vault.Credential;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;

/**
 * The step {@code pinResponse}: a call that continues a response or a conversation which is stored at a provider may go only to that
 * provider, with the credential that made it, and only for the same account. A call that names nothing stored costs no query.
 */
public final class PinResponse implements Processor {

  private static final String SEEN = "orqenPinned";
  private static final String PREVIOUS = "previous_response_id";
  private static final String CONVERSATION = "conversation";
  private static final String CONVERSATION_VARIABLE = "orqenNewConversation";
  private static final List<String> STATE = List.of(PREVIOUS, CONVERSATION);
  /** The longest id, in characters. OpenAI's have about 70. */
  private static final int LONGEST = 200;

  private final Owners owners;

  PinResponse(Owners owners) {
    this.owners = owners;
  }

  @Override
  public void process(Exchange exchange) {
    exchange.setVariable(SEEN, true);
    ModelRequest request = ModelRequest.of(exchange);
    Attempts attempts = Attempts.of(exchange);
    List<Provider.Target> candidates = attempts == null ? List.of(Provider.Target.of(exchange)) : attempts.candidates();
    if (candidates.stream().anyMatch(target -> isStateful(request, target))) {
      BodyScan scan = request.scan();
      for (Field field : scan.fields()) {
        if (STATE.contains(field.name()) && field.type() != JsonToken.VALUE_NULL) {
          pin(exchange, field.name(), id(scan, field));
        }
      }
      items(exchange, scan.references());
    }
    Pin pin = Pin.of(exchange);
    if (pin != null) {
      if (attempts != null) {
        hold(exchange, attempts, pin);
      }
      pin.requireProvider(Provider.Target.of(exchange).provider().knownAs());
    }
  }

  /** Leaves only the targets at the pinned provider, and begins with the first of them. */
  private static void hold(Exchange exchange, Attempts attempts, Pin pin) {
    Predicate<Provider.Target> holds = target -> pin.isAt(target.provider().knownAs());
    attempts.keepOnly(holds);
    if (!holds.test(attempts.current()) && attempts.next() != null) {
      Provider.Target target = attempts.current();
      target.attach(exchange);
      Inbound.of(exchange).outcome().resolved(target.provider().knownAs(), target.model());
    }
  }

  private static boolean isStateful(ModelRequest request, Provider.Target target) {
    return request.operation() != Operation.RESPONSE && request.surface().spoken() == WireRegistry.RESPONSES
        && (request.operation() == Operation.COMPACT || target.wire(request.surface(), request.operation()) == WireRegistry.RESPONSES);
  }

  private void pin(Exchange exchange, String field, String id) {
    Principal principal = Principal.required(exchange);
    Optional<Owner> conversation = field.equals(CONVERSATION) ? find(id) : Optional.empty();
    if (field.equals(CONVERSATION) && conversation.isEmpty()) {
      exchange.setVariable(CONVERSATION_VARIABLE, id); // belongs to the first account that names it
      return;
    }
    new Pin(ReadResponseRequest.find(owners, id, principal, field)).attach(exchange);
  }

  /**
   * Holds references to stored items to the account that made them. An item that isn't only a reference may be one that the gateway
   * never saw, such as one of another gateway; it is refused when another account made it.
   */
  private void items(Exchange exchange, ItemReferences references) {
    if (references.count() == 0) {
      return;
    }
    if (references.count() > ItemReferences.MOST) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "input", "'input' refers to " + references.count() + " stored items. At most "
          + ItemReferences.MOST + " are possible. Send the items themselves.");
    }
    Principal principal = Principal.required(exchange);
    Map<String, Owner> known = ofItems(references.found().stream().map(ItemReferences.Reference::id).toList());
    for (ItemReferences.Reference reference : references.found()) {
      Owner owner = known.get(reference.id());
      if (owner == null && !reference.required()) {
        continue;
      }
      if (owner == null || !owner.accountId().equals(principal.accountId())) {
        throw GatewayException.of(ErrorCode.NOT_FOUND, "This account has no stored item '" + reference.id() + "' that the gateway knows of. "
            + "Its response may have expired. Send the item itself.").param("input");
      }
      if (reference.required()) {
        Pin before = Pin.of(exchange);
        if (before == null) {
          new Pin(owner).attach(exchange);
        } else {
          before.requireSame(owner);
        }
      }
    }
  }

  private Map<String, Owner> ofItems(List<String> ids) {
    try {
      return owners.ofItems(ids);
    } catch (DataAccessException e) {
      throw GatewayException.authUnavailable();
    }
  }

  private Optional<Owner> find(String id) {
    try {
      return owners.find(id);
    } catch (DataAccessException e) {
      throw GatewayException.authUnavailable();
    }
  }

  /** Returns the id in a field, which is a text or, for a conversation, an object with the field {@code id}. */
  private static String id(BodyScan scan, Field field) {
    String id = null;
    try (JsonParser json = JsonScan.parser(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart())) {
      JsonToken type = json.nextToken();
      if (type == JsonToken.VALUE_STRING) {
        id = json.getText();
      } else if (type == JsonToken.START_OBJECT && field.name().equals(CONVERSATION)) {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
          boolean wanted = json.currentName().equals("id");
          if (json.nextToken() == JsonToken.VALUE_STRING && wanted) {
            id = json.getText();
          }
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // The whole body was read before.
    }
    if (id == null || id.isEmpty() || id.length() > LONGEST) {
      throw GatewayException.badRequest(ErrorCode.INVALID_TYPE, field.name(), "'" + field.name() + "' must be an id.");
    }
    return id;
  }

  /**
   * Makes the claim of a call on what its provider will store, once its credential is known.
   *
   * @throws GatewayException 400 when the call is held to another credential, 404 when a conversation is another account's
   * @throws IllegalStateException when the route lost its step {@code pinResponse}, since any account could go on with any response
   */
  public void claim(Exchange exchange, Credential credential) {
    ModelRequest request = ModelRequest.of(exchange);
    Provider.Target target = Provider.Target.of(exchange);
    Pin pin = Pin.of(exchange);
    if (pin != null) {
      pin.requireProvider(target.provider().knownAs());
      pin.requireCredential(credential);
    }
    if (request.operation() != Operation.RESPONSE) {
      Claim.forget(exchange);
    }
    if (!isStateful(request, target)) {
      return;
    }
    if (exchange.getVariable(SEEN) == null) {
      throw new IllegalStateException("a request of the Responses API needs the step pinResponse before openCall");
    }
    Principal principal = Principal.of(exchange);
    boolean background = has(request.scan(), "background", JsonToken.VALUE_TRUE);
    Owner owner = new Owner(null, principal.accountId(), target.provider().knownAs(), Owners.label(credential), target.model(), !background);
    String conversation = exchange.getVariable(CONVERSATION_VARIABLE, String.class);
    if (conversation != null) {
      take(conversation, owner);
    }
    if (request.operation() == Operation.CHAT && !has(request.scan(), "store", JsonToken.VALUE_FALSE)) {
      Claim.ofNew(owners, owner).attach(exchange);
    }
  }

  private void take(String conversation, Owner owner) {
    try {
      owners.insert(new Owner(Owners.hash(conversation), owner.accountId(), owner.provider(), owner.credential(), owner.model(), true));
    } catch (DuplicateKeyException e) { // of a request at the same moment
      if (find(conversation).filter(found -> found.accountId().equals(owner.accountId())).isEmpty()) {
        throw GatewayException.of(ErrorCode.NOT_FOUND, "This account has no conversation '" + conversation + "'.").param(CONVERSATION);
      }
    } catch (DataAccessException e) {
      throw GatewayException.authUnavailable();
    }
  }

  private static boolean has(BodyScan scan, String name, JsonToken value) {
    return scan.fields().stream().anyMatch(field -> field.name().equals(name) && field.type() == value);
  }
}
