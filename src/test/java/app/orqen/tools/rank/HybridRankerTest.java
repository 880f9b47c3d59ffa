package app.orqen.tools.rank;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.tools.embed.EmbedderLoader;
import app.orqen.tools.embed.QueryVectors;
import app.orqen.tools.embed.TextEmbedder;
import app.orqen.tools.embed.ToolVectors;
import app.orqen.tools.read.ByteSpan;
import app.orqen.tools.read.TimeBudget;
import app.orqen.tools.read.ToolList;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class HybridRankerTest {

  /** The common pool has a single thread on two cores, from JDK 25 on for these too. */
  private static final Executor OWN_THREADS = task -> new Thread(task).start();


  private static final String BOOKING = "{'name':'reserve_lodging','description':'Reserve a room'}";
  private static final String WEATHER = "{'name':'get_weather','description':'Current weather in a city'}";
  private static final String MAIL = "{'name':'send_mail','description':'Send a mail message'}";

  private final Deque<Runnable> background = new ArrayDeque<>();
  private final AtomicInteger embedded = new AtomicInteger();

  /** Knows one thing: that a hotel and a room are alike. */
  private final TextEmbedder embedder =
      texts -> {
        embedded.addAndGet(texts.size());
        return texts.stream().map(t -> t.matches("(?s).*(?:hotel|room).*") ? new float[] {1, 0} : new float[] {0, 1}).toList();
      };

  @Test
  void theModelIsLoadedWhenToolsAreFirstRanked() throws Exception {
    AtomicInteger loads = new AtomicInteger();
    HybridRanker ranker = ranker(() -> {
      loads.incrementAndGet();
      return embedder;
    });
    assertThat(background).isEmpty();

    rank(ranker, "I need a hotel");
    rank(ranker, "I need a hotel");
    runAll();

    assertThat(loads).hasValue(1);
  }

  @Test
  void wordsAnswerWhileToolsAreBeingEmbedded() throws Exception {
    HybridRanker ranker = ranker(() -> embedder);

    Ranking first = rank(ranker, "I need a hotel");
    assertThat(first.routing()).isEqualTo(Routing.KEYWORD);
    assertThat(embedded).hasValue(0);

    runAll();
    Ranking second = rank(ranker, "I need a hotel");
    assertThat(second.routing()).isEqualTo(Routing.SEMANTIC);
    assertThat(second.order()[0]).isZero();
  }

  @Test
  void newToolsAreEmbeddedWithinTheRequestsTime() throws Exception {
    HybridRanker ranker = ranker(() -> embedder);
    ranker.rank(elements("[" + MAIL.replace('\'', '"') + "]"), IntentTest.conversation("user: mail"), new TimeBudget(() -> 0, 0));
    runAll();
    int before = embedded.get();

    assertThat(rank(ranker, "I need a hotel", 0).routing()).as("no time").isEqualTo(Routing.KEYWORD);
    assertThat(embedded).hasValue(before);
    Ranking ranking = rank(ranker, "I need a hotel");
    assertThat(ranking.routing()).isEqualTo(Routing.SEMANTIC);
    assertThat(ranking.order()[0]).isZero();
    runAll();
    assertThat(embedded).as("two tools and the text, each once").hasValue(before + 3);
  }

  @Test
  void theWorkIsSharedByThoseWhoWaitForTheSameTools() throws Exception {
    CountDownLatch busy = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    TextEmbedder slow = texts -> {
      if (texts.get(0).startsWith("reserve")) {
        busy.countDown();
        try {
          go.await();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      return embedder.embed(texts);
    };
    ToolVectors vectors = new ToolVectors(() -> slow, 100, Runnable::run);
    vectors.of(List.of(), new TimeBudget(() -> 0, 0));
    List<ToolList.Element> tools = elements(("[" + BOOKING + "," + WEATHER + "]").replace('\'', '"'));
    TimeBudget patient = new TimeBudget(() -> 0, TimeUnit.MINUTES.toNanos(5));

    CompletableFuture<List<float[]>> first = CompletableFuture.supplyAsync(() -> vectors.of(tools, patient), OWN_THREADS);
    busy.await();
    CompletableFuture<List<float[]>> second = CompletableFuture.supplyAsync(() -> vectors.of(tools, patient), OWN_THREADS);
    Eventually.holds(() -> embedded.get() == 1);
    go.countDown();

    assertThat(first.get()).hasSize(2);
    assertThat(second.get()).hasSize(2);
    assertThat(embedded).hasValue(2);
  }

  @Test
  void eachToolIsEmbeddedOnceAndARepeatedTextToo() throws Exception {
    HybridRanker ranker = ranker(() -> embedder);
    rank(ranker, "I need a hotel");
    rank(ranker, "I need a hotel");
    assertThat(background).as("the model, and three tools").hasSize(1 + 3);

    runAll();
    rank(ranker, "I need a hotel");
    rank(ranker, "I need a hotel");
    assertThat(embedded).hasValue(3 + 1);
  }

  @Test
  void withoutAModelOnlyWordsCount() throws Exception {
    HybridRanker ranker = ranker(() -> EmbedderLoader.load(() -> { throw new NoClassDefFoundError("ai/onnxruntime"); }));
    rank(ranker, "What is the weather in Rome?");
    runAll();

    Ranking ranking = rank(ranker, "What is the weather in Rome?");

    assertThat(ranking.routing()).isEqualTo(Routing.KEYWORD);
    assertThat(ranking.order()[0]).isEqualTo(1);
    assertThat(background).isEmpty();
  }

  @Test
  void everyWayForAModelToBeMissingIsSurvived() {
    assertThat(EmbedderLoader.load(() -> { throw new UnsatisfiedLinkError("no native library"); })).isNull();
    assertThat(EmbedderLoader.load(() -> { throw new ExceptionInInitializerError("static"); })).isNull();
    assertThat(EmbedderLoader.load(() -> { throw new java.io.FileNotFoundException("model"); })).isNull();
    assertThat(EmbedderLoader.load(() -> embedder)).isSameAs(embedder);
  }

  @Test
  void aToolThatCannotBeEmbeddedDoesNotHoldTheOthersBack() throws Exception {
    HybridRanker ranker =
        ranker(
            () ->
                texts -> {
                  if (texts.get(0).contains("mail")) {
                    throw new IllegalStateException("too strange");
                  }
                  return embedder.embed(texts);
                });
    rank(ranker, "I need a hotel");
    runAll();

    Ranking ranking = rank(ranker, "I need a hotel");

    assertThat(ranking.routing()).isEqualTo(Routing.SEMANTIC);
    assertThat(ranking.order()[0]).isZero();
  }

  @Test
  void aFullQueueIsTriedAgainLater() throws Exception {
    AtomicInteger refusals = new AtomicInteger(3);
    ToolVectors vectors =
        new ToolVectors(
            () -> embedder,
            100,
            work -> {
              if (background.isEmpty() && refusals.get() > 0 && embeddingStarted) {
                refusals.decrementAndGet();
                throw new RejectedExecutionException();
              }
              background.add(work);
            });
    HybridRanker ranker = new HybridRanker(vectors, new QueryVectors(10, 1));
    vectors.of(List.of(), new TimeBudget(() -> 0, 1_000));
    runAll();
    embeddingStarted = true;

    rank(ranker, "hotel", 0);
    assertThat(background).isEmpty();
    rank(ranker, "hotel", 0);
    runAll();
    assertThat(rank(ranker, "hotel", 0).routing()).isEqualTo(Routing.SEMANTIC);
  }

  private boolean embeddingStarted;

  @Test
  void aBusyModelIsNotWaitedFor() {
    QueryVectors queries = new QueryVectors(10, 1);
    List<float[]> outer =
        queries.of(
            List.of("outer"),
            texts -> {
              assertThat(queries.of(List.of("inner"), embedder)).isNull();
              return embedder.embed(texts);
            });

    assertThat(outer).hasSize(1);
    assertThat(queries.of(List.of("inner"), embedder)).hasSize(1);
  }

  @Test
  void whatIsWaitingToBeEmbeddedIsBounded() throws Exception {
    ToolVectors vectors = new ToolVectors(() -> embedder, 100_000, background::add);
    vectors.of(List.of(), new TimeBudget(() -> 0, 1_000));
    runAll();
    StringBuilder many = new StringBuilder("[");
    for (int i = 0; i < 5_000; i++) {
      many.append(i > 0 ? "," : "").append("{\"name\":\"t").append(i).append("\"}");
    }
    vectors.of(elements(many.append("]").toString()), new TimeBudget(() -> 0, 0));

    assertThat(background).hasSize(4_096);
  }

  private HybridRanker ranker(Supplier<TextEmbedder> loader) {
    return new HybridRanker(new ToolVectors(loader, 100, background::add), new QueryVectors(10, 1));
  }

  private void runAll() {
    while (!background.isEmpty()) {
      background.poll().run();
    }
  }

  private static Ranking rank(HybridRanker ranker, String text) throws Exception {
    return rank(ranker, text, 1);
  }

  private static Ranking rank(HybridRanker ranker, String text, long budgetNanos) throws Exception {
    List<ToolList.Element> tools = elements(("[" + BOOKING + "," + WEATHER + "," + MAIL + "]").replace('\'', '"'));
    return ranker.rank(tools, IntentTest.conversation("user: " + text), new TimeBudget(() -> 0, budgetNanos));
  }

  private static List<ToolList.Element> elements(String json) throws Exception {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return new ToolList(10_000).read(bytes, new ByteSpan(0, bytes.length));
  }
}
