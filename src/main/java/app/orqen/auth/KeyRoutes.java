package app.orqen.auth;

import app.orqen.key.AccountRules;
import app.orqen.key.KeyRules;
import app.orqen.key.NameList;
import app.orqen.key.Principal;
import app.orqen.tools.ToolPolicy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/**
 * Reads keys from the database, by a route in Java so that nobody edits it by accident. The statement is in a variable and its
 * parameters are in a map of their own, because camel-jdbc would run the message's body as SQL.
 */
final class KeyRoutes extends RouteBuilder implements KeyStore {

  private static final String FIND = "direct:find-key";

  private static final String SQL = """
      select k.id as key_id, k.account_id as account_id, k.name as key_name, k.key_hash as key_hash,
        k.old_key_hash as old_key_hash, k.old_key_ends_at as old_key_ends_at,
        k.rate_limit_rpm as rate_limit_rpm, k.k_target_override as k_target_override,
        k.allowed_tools as allowed_tools, k.denied_tools as denied_tools, k.keep_tools as keep_tools,
        k.prune_shadow as prune_shadow, k.prune_recovery as prune_recovery, k.prune_native as prune_native,
        k.expires_at as expires_at, k.active as key_active,
        a.active as account_active, %s, %s
      from api_key k join account a on a.id = k.account_id where k.key_hash = :?hash or k.old_key_hash = :?hash
      order by case when k.key_hash = :?hash then 0 else 1 end fetch first 1 row only"""
      .formatted(columns("k", KeyRules.COLUMNS), columns("a", AccountRules.COLUMNS));

  private final ProducerTemplate producer;

  KeyRoutes(ProducerTemplate producer) {
    this.producer = producer;
  }

  @Override
  public void configure() {
    from(FIND).routeId("find-key")
        .routeDescription("Looks an Orqen key up by its SHA-256")
        .errorHandler(noErrorHandler())
        .setVariable("sql", constant(SQL))
        .process(exchange -> exchange.getMessage().setHeader("CamelJdbcParameters",
            Map.of("hash", exchange.getMessage().getBody(String.class))))
        .toV("jdbc:dataSource?useHeadersAsParameters=true&outputType=SelectOne&resetAutoCommit=false", "sql", "row")
        .setBody(variable("row"));
  }

  @Override
  public Principal find(String keyHash) {
    Map<?, ?> row = producer.requestBody(FIND, keyHash, Map.class);
    return row == null ? null : principal(row, keyHash);
  }

  /** Returns columns of a table under names that begin with the table's alias, so that those of key and account differ. */
  private static String columns(String table, List<String> names) {
    return names.stream().map(name -> table + "." + name + " as " + table + "_" + name).collect(Collectors.joining(", "));
  }

  private static Map<String, Object> of(String table, List<String> names, Map<String, Object> row) {
    Map<String, Object> part = new HashMap<>();
    names.forEach(name -> part.put(name, row.get(table + "_" + name)));
    return part;
  }

  /** Returns the key that a row holds. Some databases give the names of columns in capitals, so their case is ignored. */
  private static Principal principal(Map<?, ?> columns, String presented) {
    Map<String, Object> row = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    columns.forEach((name, value) -> row.put(name.toString(), value));
    boolean old = presented.equals(row.get("old_key_hash"));
    ToolPolicy tools = new ToolPolicy((Integer) row.get("k_target_override"), NameList.read(row.get("allowed_tools")),
        NameList.read(row.get("denied_tools")), NameList.read(row.get("keep_tools")), Boolean.TRUE.equals(row.get("prune_shadow")),
        Boolean.TRUE.equals(row.get("prune_recovery")), Boolean.TRUE.equals(row.get("prune_native")));
    return new Principal((String) row.get("account_id"), (String) row.get("key_id"), (String) row.get("key_name"),
        (String) row.get(old ? "old_key_hash" : "key_hash"), (Integer) row.get("rate_limit_rpm"), tools,
        KeyRules.instant(row.get("expires_at")), Boolean.TRUE.equals(row.get("key_active")),
        Boolean.TRUE.equals(row.get("account_active")), old ? KeyRules.instant(row.get("old_key_ends_at")) : null,
        KeyRules.of(of("k", KeyRules.COLUMNS, row)), AccountRules.of(of("a", AccountRules.COLUMNS, row)));
  }
}
