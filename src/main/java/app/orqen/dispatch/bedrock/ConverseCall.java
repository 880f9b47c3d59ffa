package app.orqen.dispatch.bedrock;

import app.orqen.dispatch.address.AwsDestination;
import app.orqen.dispatch.call.UpstreamBody;
import java.util.Map;
import org.apache.hc.core5.http.Header;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;

/**
 * One plain call through the component: the bytes that go to Bedrock instead of those that the SDK makes of its objects, and
 * Bedrock's answer.
 */
final class ConverseCall {

  /** Leads from the SDK's request to the call. */
  static final ExecutionAttribute<ConverseCall> ATTRIBUTE = new ExecutionAttribute<>("OrqenConverseCall");
  /** Leads to the call from the SDK's last hook to its HTTP client, which it tells nothing of a request's attributes. */
  private static final ThreadLocal<ConverseCall> HANDED_OVER = new ThreadLocal<>();

  /** What came back, whole, and before the SDK made objects of it. */
  record Answer(int status, Header[] headers, byte[] body) {}

  private final AwsDestination destination;
  private final Map<String, String> headers;
  private final UpstreamBody body;
  private Answer answer;

  /**
   * Keeps a call.
   *
   * @param headers that go to Bedrock apart from those of the SDK
   */
  ConverseCall(AwsDestination destination, Map<String, String> headers, UpstreamBody body) {
    this.destination = destination;
    this.headers = headers;
    this.body = body;
  }

  AwsDestination destination() {
    return destination;
  }

  Map<String, String> headers() {
    return headers;
  }

  UpstreamBody body() {
    return body;
  }

  /** Hands the call over to its HTTP client, which is asked next, and on this thread. */
  void handOver() {
    HANDED_OVER.set(this);
  }

  /** Returns the call that was handed over last, or null. */
  static ConverseCall take() {
    ConverseCall call = HANDED_OVER.get();
    HANDED_OVER.remove();
    return call;
  }

  void answered(Answer whole) {
    answer = whole;
  }

  /** Returns the answer, or null when there was none. */
  Answer answer() {
    return answer;
  }
}
