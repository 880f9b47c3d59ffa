package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.Postgres;
import com.macasaet.fernet.Key;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rotation of docs/operate.md, "Vault keys": at no step does a replica meet a credential that it can't open. */
class ITKeyRotation {

  private static final String OLD = Key.generateKey().serialise();
  private static final String NEW = Key.generateKey().serialise();

  private final Map<String, String> stored = new HashMap<>();

  /** Two replicas as a rollout has them side by side: each stores, and the other opens it. */
  private void sideBySide(EmbeddedPostgres postgres, String before, String after) {
    try (Gateway leaving = start(postgres, before); Gateway coming = start(postgres, after)) {
      store(leaving, "openai");
      store(coming, "anthropic");
      assertThat(openedBy(leaving)).isTrue();
      assertThat(openedBy(coming)).isTrue();
    }
  }

  private static Gateway start(EmbeddedPostgres postgres, String keys) {
    return Gateway.start("SPRING_DATASOURCE_URL=" + postgres.getJdbcUrl("postgres", "postgres"),
        "SPRING_DATASOURCE_USERNAME=postgres", "SPRING_DATASOURCE_PASSWORD=postgres", "ORQEN_VAULT_KEYS=" + keys);
  }

  private void store(Gateway gateway, String provider) {
    String key = "sk-canary-" + stored.size() + provider;
    stored.put(provider, key);
    assertThat(gateway.put("/v1/account/providers",
        "{\"provider\":\"" + provider + "\",\"api_key\":\"" + key + "\"}").statusCode()).isEqualTo(200);
  }

  private static boolean openedBy(Gateway gateway) {
    String list = gateway.get("/v1/account/providers").body();
    assertThat(list).contains("connected");
    return !list.contains("undecryptable");
  }

  @Test
  void losesNothingAtAnyStep() throws Exception {
    try (EmbeddedPostgres postgres = Postgres.start()) {
      sideBySide(postgres, OLD, OLD + "\n" + NEW);
      sideBySide(postgres, OLD + "\n" + NEW, NEW + "\n" + OLD);
      try (Gateway gateway = start(postgres, NEW + "\n" + OLD)) {
        assertThat(reencrypt(gateway)).contains("\"undecryptable\":0");
      }
      sideBySide(postgres, NEW + "\n" + OLD, NEW);
    }
  }

  /** Why the new key isn't put first at once: replicas that don't have it yet are asked for what it encrypted. */
  @Test
  void theShortWayWouldLoseSome() throws Exception {
    try (EmbeddedPostgres postgres = Postgres.start();
        Gateway leaving = start(postgres, OLD); Gateway coming = start(postgres, NEW + "\n" + OLD)) {
      store(leaving, "anthropic");
      store(coming, "openai");
      assertThat(openedBy(coming)).isTrue();
      assertThat(openedBy(leaving)).isFalse();
    }
  }

  private static String reencrypt(Gateway gateway) {
    return Gateway.send(HttpRequest.newBuilder(java.net.URI.create(gateway.url() + "/v1/admin/vault/reencrypt"))
        .header("Authorization", "Bearer " + Gateway.ADMIN_TOKEN).POST(HttpRequest.BodyPublishers.noBody())).body();
  }
}
