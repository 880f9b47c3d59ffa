package app.orqen.it.support;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;

/** A body as text that tells, while it comes, when a piece of it has arrived, so that a script can wait for that. */
public final class Awaited implements HttpResponse.BodySubscriber<String> {

  private final HttpResponse.BodySubscriber<String> whole =
      HttpResponse.BodySubscribers.ofString(StandardCharsets.UTF_8);
  private final StringBuilder bytes = new StringBuilder();
  private final String piece;
  private final CountDownLatch arrived;

  private Awaited(String piece, CountDownLatch arrived) {
    this.piece = new String(piece.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    this.arrived = arrived;
  }

  public static HttpResponse.BodyHandler<String> handler(String piece, CountDownLatch arrived) {
    return info -> new Awaited(piece, arrived);
  }

  public static void await(CountDownLatch arrived) throws InterruptedException {
    if (!arrived.await(20, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the piece did not arrive");
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    buffers.forEach(buffer -> bytes.append(StandardCharsets.ISO_8859_1.decode(buffer.duplicate())));
    whole.onNext(buffers);
    if (bytes.indexOf(piece) >= 0) {
      arrived.countDown();
    }
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    whole.onSubscribe(subscription);
  }

  @Override
  public void onError(Throwable throwable) {
    whole.onError(throwable);
  }

  @Override
  public void onComplete() {
    whole.onComplete();
  }

  @Override
  public CompletionStage<String> getBody() {
    return whole.getBody();
  }
}
