package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

class SumsCatchUpTest {

  private final JdbcOperations jdbc = mock();

  /** A backlog whose pieces never end is worked on by a thread of its own, and left where it is when the gateway stops. */
  @Test
  void workWithoutEndHoldsUpNothing() throws Exception {
    when(jdbc.queryForList(anyString(), eq(String.class))).thenReturn(List.of("a", "b"));
    Queue<String> threads = new ConcurrentLinkedQueue<>();
    CountDownLatch began = new CountDownLatch(3);
    TransactionOperations always = mock();
    when(always.<Boolean>execute(any())).then(call -> {
      threads.add(Thread.currentThread().getName());
      began.countDown();
      return true;
    });
    SumsBacklog backlog = new SumsBacklog(jdbc, always, false, null, null, null, null, Clock.systemUTC());
    SumsCatchUp catchUp = new SumsCatchUp(backlog, null);
    catchUp.start();
    began.await();
    catchUp.close();

    int done = threads.size();
    backlog.addAll(() -> false); // It waits for the work that goes on, if there still is any.
    assertThat(threads).hasSize(done).containsOnly("orqen-sums");
  }
}
