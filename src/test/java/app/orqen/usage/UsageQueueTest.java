package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyCollection;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.PreparedStatementSetter;
import org.springframework.transaction.support.TransactionOperations;

class UsageQueueTest {

  private final JdbcOperations jdbc = mock();
  /** The rows that were summed up. */
  private final List<UsageRow> sums = new ArrayList<>();
  private final AtomicInteger dropped = new AtomicInteger();
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
  private final UsageQueue queue = queue(UsageQueue.Pace.of("jdbc:postgresql://db/orqen"), 2);

  private UsageQueue queue(UsageQueue.Pace pace, int capacity) {
    return new UsageQueue(jdbc, sums::addAll, TransactionOperations.withoutTransaction(), pace, capacity, dropped::addAndGet, now::get);
  }

  private void offer(int rows) {
    for (int i = 0; i < rows; i++) {
      queue.offer(new UsageRow(null, null, List.of(), List.of(), 0, i));
    }
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  /** What can't be written before the gateway stops is counted, and so is what comes after that. */
  @Test
  void whatIsLeftAtTheEndIsCounted() {
    when(jdbc.batchUpdate(anyString(), anyCollection(), anyInt(), any()))
        .thenThrow(new DataAccessResourceFailureException("away"));
    offer(2);
    queue.flush();
    queue.flushNow();
    verify(jdbc, times(2)).batchUpdate(anyString(), anyCollection(), anyInt(), any());
    queue.close();
    assertThat(dropped).hasValue(2);
    offer(1);
    assertThat(dropped).hasValue(3);
  }

  /** A database that never answers does not keep the gateway from stopping. */
  @Test
  void aWriteThatHangsIsNotWaitedForForever() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    when(jdbc.batchUpdate(anyString(), anyCollection(), anyInt(), any())).then(call -> {
      hangs.countDown();
      never.await();
      return new int[1][1];
    });
    offer(2);
    UsageWriter writer = new UsageWriter(queue, Duration.ofMillis(10));
    writer.start();
    hangs.await();
    writer.close();
    assertThat(dropped).hasValue(2);
    never.countDown();
  }

  @Test
  void pastItsBoundItDropsAndCounts() {
    offer(5);
    assertThat(dropped).hasValue(3);
  }

  @Test
  void rowsWaitWhileTheDatabaseIsAway() {
    when(jdbc.batchUpdate(anyString(), anyCollection(), anyInt(), any()))
        .thenThrow(new DataAccessResourceFailureException("away")).thenReturn(new int[1][1]);
    offer(1);
    queue.flush();
    assertThat(queue.size()).isEqualTo(1);
    pass(Duration.ofMillis(999));
    queue.flush();
    verify(jdbc, times(1)).batchUpdate(anyString(), anyCollection(), anyInt(), any());
    assertThat(queue.age()).isEqualTo(0.999);
    pass(Duration.ofMillis(1));
    queue.flush();
    queue.flush();
    assertThat(queue.size()).isZero();
    assertThat(queue.age()).isZero();
    verify(jdbc, times(2)).batchUpdate(anyString(), anyCollection(), anyInt(), any());
  }

  @Test
  void oneRowThatFitsNoMoreSparesTheOthers() {
    when(jdbc.batchUpdate(anyString(), anyCollection(), anyInt(), any())).thenThrow(new DataIntegrityViolationException("gone"));
    when(jdbc.update(anyString(), any(PreparedStatementSetter.class))).thenThrow(new DataIntegrityViolationException("gone")).thenReturn(1);
    offer(2);
    queue.flush();
    verify(jdbc, times(2)).update(anyString(), any(PreparedStatementSetter.class));
  }

  /** Counts a row as dropped unless its account was deleted or it was committed without an answer. */
  @ParameterizedTest
  @MethodSource("refusals")
  void whatTheDatabaseRefusesIsCounted(RuntimeException refusal, int lost) {
    when(jdbc.batchUpdate(anyString(), anyCollection(), anyInt(), any())).thenThrow(new DataIntegrityViolationException("gone"));
    when(jdbc.update(anyString(), any(PreparedStatementSetter.class))).thenThrow(refusal).thenReturn(1);
    offer(2);
    queue.flush();
    assertThat(dropped).hasValue(lost);
    assertThat(queue.size()).isZero();
    assertThat(sums.stream().map(row -> row.values()[0])).containsExactly(1);
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(new DuplicateKeyException("twice", new SQLException("twice", "23505")), 0),
        Arguments.of(new DataIntegrityViolationException("gone", new SQLException("account of PostgreSQL", "23503")), 0),
        Arguments.of(new DataIntegrityViolationException("gone", new SQLException("account of H2", "23506")), 0),
        Arguments.of(new DataIntegrityViolationException("check", new SQLException("past the bound", "23514")), 1),
        Arguments.of(new DataIntegrityViolationException("no cause"), 1));
  }

  /** H2 has no key that would refuse a row's second coming. */
  @Test
  void noRowIsWrittenTwice() {
    when(jdbc.batchUpdate(anyString(), anyCollection(), anyInt(), any())).thenThrow(new DataIntegrityViolationException("gone"));
    when(jdbc.update(anyString(), any(PreparedStatementSetter.class)))
        .thenReturn(1).thenThrow(new CannotAcquireLockException("its account is being deleted")).thenReturn(1);
    offer(2);
    queue.flush();
    pass(Duration.ofSeconds(1));
    queue.flush();
    verify(jdbc, times(3)).update(anyString(), any(PreparedStatementSetter.class));
  }

  /** An embedded database gets few rows at a time, since it works on the requests' own cores. */
  @ParameterizedTest
  @CsvSource({"jdbc:h2:file:/data/orqen,64,4", "jdbc:postgresql://db/orqen,200,1"})
  void rowsAreWrittenInPieces(String database, int largest, int pieces) {
    List<Integer> sizes = new ArrayList<>();
    when(jdbc.batchUpdate(anyString(), anyCollection(), anyInt(), any())).then(call -> {
      sizes.add(call.<Collection<?>>getArgument(1).size());
      return new int[1][1];
    });
    UsageQueue paced = queue(UsageQueue.Pace.of(database), 200);
    for (int i = 0; i < 200; i++) {
      paced.offer(new UsageRow(null, null, List.of(), List.of(), 0, i));
    }
    paced.flush();
    assertThat(sizes).hasSize(pieces).first().isEqualTo(largest);
    assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(200);
  }

  /** However fast rows come, the thread goes on to its other work. */
  @Test
  void whatComesMeanwhileWaitsForTheNextTime() {
    AtomicInteger written = new AtomicInteger();
    when(jdbc.batchUpdate(anyString(), anyCollection(), anyInt(), any())).then(call -> {
      offer(written.incrementAndGet() < 10 ? 1 : 0);
      return new int[1][1];
    });
    offer(1);
    queue.flush();
    assertThat(written).hasValue(1);
    queue.flush();
    assertThat(written).hasValue(2);
  }

  @Test
  void textOfCallersBreaksNoLine() {
    assertThat(UsageRow.clean("a\nb\r\u2028c", 5)).isEqualTo("a?b??");
    assertThat(Metrics.family("us.anthropic.claude-x")).isEqualTo("claude");
    assertThat(Metrics.family("made-up")).isEqualTo("other");
  }
}
