package app.orqen.form;

import app.orqen.admission.ReservedBytes;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyReader;
import app.orqen.request.BodyScan;
import app.orqen.request.ModelRequest;
import app.orqen.request.ReadRequest;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.SurfacePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code readFormRequest}, for files that go to a provider: reads so many bytes of a form's beginning as the operator allows
 * (docs/api.md, "Forms"), and finds the fields that matter in it. The rest is read when it goes to the provider.
 */
public final class ReadFormRequest implements Processor {

  /** RFC 2046, 5.1.1, without blanks. */
  private static final Pattern BOUNDARY =
      Pattern.compile(";\\s*boundary=(?:\"([0-9A-Za-z'()+_,./:=?-]{1,70})\"|([0-9A-Za-z'+_.-]{1,70}))\\s*(?:;|$)", Pattern.CASE_INSENSITIVE);
  private static final Pattern MODEL = Pattern.compile("(?:^|&)model=([^&]*)");

  private final ReadRequest json;
  private final int lookahead;
  private final long maxBytes;

  /**
   * Creates the step.
   *
   * @param json reads a body of JSON, which edits of images may have too
   * @param lookahead how many bytes of a form are read and held to find its model
   * @param maxBytes the most that a body may have
   */
  ReadFormRequest(ReadRequest json, int lookahead, long maxBytes) {
    this.json = json;
    this.lookahead = lookahead;
    this.maxBytes = maxBytes;
  }

  @Override
  public void process(Exchange exchange) {
    Inbound inbound = Inbound.of(exchange);
    Principal.required(exchange);
    SurfacePath path = inbound.surface().path(inbound.routedPath());
    if (path == null) {
      throw GatewayException.notFound(inbound.path());
    }
    String type = inbound.request().getContentType();
    if (path.operation() == Operation.IMAGE_EDITS && (type == null || !isForm(type))) {
      json.process(exchange);
      return;
    }
    ReadRequest.requirePost(inbound);
    ModelRequest request = read(inbound, path.operation(), boundary(inbound, type));
    ReadRequest.requireFields(request);
    ReadRequest.attach(request, exchange);
  }

  private static boolean isForm(String type) {
    return type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
  }

  private static String boundary(Inbound inbound, String type) {
    Matcher boundary = BOUNDARY.matcher(type == null ? "" : type);
    String encoding = inbound.request().getHeader("Content-Encoding");
    if (type == null || !isForm(type) || !boundary.find() || boundary.find()
        || encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw GatewayException.of(ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "Send the body as multipart/form-data with a boundary, and without a Content-Encoding.");
    }
    boundary.reset();
    boundary.find();
    return boundary.group(1) != null ? boundary.group(1) : boundary.group(2);
  }

  private ModelRequest read(Inbound inbound, Operation operation, String boundary) {
    if (inbound.request().getContentLengthLong() > maxBytes) {
      throw BodyReader.overLimit(maxBytes);
    }
    FormFields fields = new FormFields();
    FormParser parser = new FormParser(boundary, fields);
    ReservedBytes beginning = new ReservedBytes(inbound.memory(), Math.min(lookahead, inbound.request().getContentLengthLong()),
        lookahead, inbound.memory().budget().patience());
    look(inbound, fields, parser, beginning);
    String named = fields.hasModel() ? null : ofQuery(inbound);
    if (!fields.hasModel() && named == null) {
      throw GatewayException.badRequest(ErrorCode.MISSING_MODEL, "model", fields.isClosed()
          ? "'model' must be a field of the form such as 'openai/whisper-1'."
          : "The form has no 'model' in its first " + lookahead + " bytes. Put it before the file, or name it in the query, "
              + "as in ?model=openai/whisper-1.");
    }
    if (fields.cutField() != null) {
      throw FormFields.tooLate(fields.cutField());
    }
    byte[] json = fields.json(named);
    inbound.memory().grow(3L * json.length); // as text, as JSON and in the buffer between
    BodyScan scan = BodyScan.of(json);
    boolean whole = fields.isClosed();
    int size = beginning.size();
    byte[] bytes = beginning.toArray();
    return new ModelRequest(inbound.surface(), operation, scan, scan.model(), scan.stream(),
        new FormUpload(inbound, boundary, bytes, size, whole, named, maxBytes));
  }

  private void look(Inbound inbound, FormFields fields, FormParser parser, ReservedBytes beginning) {
    int seen = 0;
    while (seen < lookahead) {
      if (!BodyReader.readSome(inbound, beginning)) {
        finish(parser);
        return;
      }
      int from = seen;
      seen = beginning.size();
      int came = seen - from;
      beginning.show(bytes -> feed(parser, bytes, from, came));
    }
  }

  private static void feed(FormParser parser, byte[] bytes, int from, int came) {
    try {
      parser.feed(bytes, from, came);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Fields are kept in memory.
    }
  }

  private static void finish(FormParser parser) {
    try {
      parser.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the model that the query names, or null. */
  private static String ofQuery(Inbound inbound) {
    String query = inbound.request().getQueryString();
    Matcher model = MODEL.matcher(query == null ? "" : query);
    if (!model.find()) {
      return null;
    }
    try {
      return URLDecoder.decode(model.group(1), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "model", "The model in the query is not correctly percent-encoded. Write a percent sign as %25.");
    }
  }
}
