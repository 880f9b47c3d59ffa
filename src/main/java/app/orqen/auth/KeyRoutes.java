package app.orqen.auth;

import app.orqen.key.Principal;
import app.orqen.tools.ToolPolicy;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/**
 * Keys out of SQL, as a route that nobody edits by accident. The statement travels in a variable and its parameters in
 * their own map: camel-jdbc would run the message body as SQL.
 */
final class KeyRoutes extends RouteBuilder implements KeyStore {

  private static final String FIND = "direct:find-key";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

  private final ProducerTemplate producer;

  KeyRoutes(ProducerTemplate producer) {
    this.producer = producer;
  }

  @Override
  public void configure() {
    from(FIND).routeId("find-key")
        .routeDescription("Looks an Orqen key up by its SHA-256")
        .errorHandler(noErrorHandler())
        .setVariable("sql", constant("""
            select k.id as key_id, k.account_id as account_id, k.name as key_name, k.key_hash as key_hash,
              k.rate_limit_rpm as rate_limit_rpm, k.k_target_override as k_target_override,
              k.allowed_tools as allowed_tools, k.denied_tools as denied_tools, k.keep_tools as keep_tools,
              k.prune_shadow as prune_shadow, k.prune_recovery as prune_recovery,
              k.expires_at as expires_at, k.active as key_active,
              a.active as account_active
            from api_key k join account a on a.id = k.account_id where k.key_hash = :?hash"""))
        .process(exchange -> exchange.getMessage().setHeader("CamelJdbcParameters",
            Map.of("hash", exchange.getMessage().getBody(String.class))))
        .toV("jdbc:dataSource?useHeadersAsParameters=true&outputType=SelectOne&resetAutoCommit=false", "sql", "row")
        .setBody(variable("row"));
  }

  @Override
  public Principal find(String keyHash) {
    Map<?, ?> row = producer.requestBody(FIND, keyHash, Map.class);
    return row == null ? null : principal(row);
  }

  /** Returns the key that a row holds. The names of its columns come in the case that the database prefers. */
  private static Principal principal(Map<?, ?> columns) {
    Map<String, Object> row = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    columns.forEach((name, value) -> row.put(name.toString(), value));
    ToolPolicy tools = new ToolPolicy((Integer) row.get("k_target_override"), names(row.get("allowed_tools")),
        names(row.get("denied_tools")), names(row.get("keep_tools")), Boolean.TRUE.equals(row.get("prune_shadow")),
        Boolean.TRUE.equals(row.get("prune_recovery")));
    return new Principal((String) row.get("account_id"), (String) row.get("key_id"), (String) row.get("key_name"),
        (String) row.get("key_hash"), (Integer) row.get("rate_limit_rpm"), tools, instant(row.get("expires_at")),
        Boolean.TRUE.equals(row.get("key_active")), Boolean.TRUE.equals(row.get("account_active")));
  }

  private static List<String> names(Object json) {
    try {
      return json == null ? null : JSON.readValue((String) json, NAMES);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tool list in the key table is no JSON list of names", e);
    }
  }

  private static Instant instant(Object value) {
    if (value instanceof OffsetDateTime time) {
      return time.toInstant();
    }
    return value == null ? null : ((Timestamp) value).toInstant();
  }
}
