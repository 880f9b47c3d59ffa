package app.orqen.budget;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import app.orqen.it.support.Redis;
import app.orqen.throttle.RedisAccess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.invocation.InvocationOnMock;

/** What the scripts make of a command that comes twice, in a real Redis. */
class ITBudgetScripts {

  private static final List<Need> NEEDS = List.of(new Need(LocalLedgerTest.meter("m"), 4));

  static Redis server;
  static RedisClient client;
  static RedisCommands<String, byte[]> commands;

  private final RedisAccess redis = mock();
  /** Whether answers get lost on their way. */
  private final AtomicBoolean deaf = new AtomicBoolean();
  private final SharedLedger ledger =
      new SharedLedger(redis, mock(LocalLedger.class), meter -> 0, mock(BudgetEvents.class), Clock.systemUTC());

  @BeforeAll
  static void start() {
    server = new Redis();
    client = RedisClient.create(server.url());
    commands = client.connect(RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE)).sync();
  }

  @AfterAll
  static void stop() {
    client.shutdown();
    server.close();
  }

  @BeforeEach
  void connect() {
    commands.flushall();
    when(redis.isUp()).then(call -> !deaf.get());
    when(redis.run(anyString(), any(), any(String[].class))).then(ITBudgetScripts::run);
    when(redis.send(anyString(), any(), any(String[].class))).then(call -> {
      List<Object> answer = run(call);
      return deaf.get() ? CompletableFuture.failedFuture(new IllegalStateException("timed out"))
          : CompletableFuture.completedFuture(answer);
    });
  }

  private static List<Object> run(InvocationOnMock call) {
    Object[] arguments = call.getRawArguments();
    byte[][] values = Arrays.stream((String[]) arguments[2]).map(String::getBytes).toArray(byte[][]::new);
    return commands.eval((String) arguments[0], ScriptOutputType.MULTI, (String[]) arguments[1], values);
  }

  private static String stored(String field) {
    return new String(commands.hget("orqen:budget:m", field));
  }

  @Test
  void whatCostsNothingFitsIntoABudgetThatIsUsedUp() {
    ledger.reserve("1", NEEDS);
    ledger.settle("1", NEEDS, new long[] {50});

    assertThat(ledger.reserve("2", List.of(new Need(LocalLedgerTest.meter("m"), 0))).refused()).isNull();
    assertThat(ledger.reserve("3", List.of(new Need(LocalLedgerTest.meter("m"), 1))).refused()).isNotNull();
  }

  @Test
  void whatIsToldTwiceCountsOnce() {
    assertThat(ledger.reserve("1", NEEDS).refused()).isNull();
    when(redis.isUp()).thenReturn(true); // It hears; only the answer gets lost.
    deaf.set(true);
    ledger.settle("1", NEEDS, new long[] {3});
    assertThat(stored("spent")).isEqualTo("3");
    deaf.set(false);

    new SharedLedger(redis, mock(LocalLedger.class), meter -> 0, mock(BudgetEvents.class), Clock.systemUTC())
        .settle("1", NEEDS, new long[] {3}); // the same words again, as after a pause

    assertThat(stored("spent")).isEqualTo("3");
    assertThat(stored("reserved")).isEqualTo("0");
  }

  @Test
  void whatIsSetAsideTwiceIsSetAsideOnce() {
    ledger.reserve("1", NEEDS);
    ledger.reserve("1", NEEDS);
    ledger.renew();

    assertThat(stored("reserved")).isEqualTo("4");
    ledger.settle("1", NEEDS, new long[] {3});
    assertThat(stored("reserved")).isEqualTo("0");
    assertThat(stored("spent")).isEqualTo("3");
  }
}
