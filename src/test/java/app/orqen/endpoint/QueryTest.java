package app.orqen.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.reply.GatewayException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

  @Test
  void aCursorComesBackAsItWas() {
    Cursor cursor = new Cursor(Instant.parse("2026-01-02T03:04:05.678Z"), "req_1");
    assertThat(Query.parse("after=" + cursor.text()).after()).isEqualTo(cursor);
    assertThat(Query.parse(null).limit()).isEqualTo(20);
  }

  @ParameterizedTest
  @ValueSource(strings = {"limit=0", "limit=101", "limit=1.5", "limit=x", "limit=1&limit=2", "limit=%zz"})
  void refusesAnInvalidLimit(String query) {
    assertThatThrownBy(() -> Query.parse(query).limit()).isInstanceOf(GatewayException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"after=x", "after=%20", "after=MjAyNg"})
  void refusesAnInvalidCursor(String query) {
    assertThatThrownBy(() -> Query.parse(query).after()).isInstanceOf(GatewayException.class);
  }
}
