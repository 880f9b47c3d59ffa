package app.orqen.reply;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ErrorText;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers with an error in the form of the request's surface. docs/api.md, "Types by status", has the types. */
public final class ErrorBody {

  private ErrorBody() {}

  /** Returns the body of an error answer, as UTF-8 JSON. */
  public static byte[] bytes(GatewayException error, Inbound inbound) {
    return inbound.errors().body(text(error, inbound), inbound.requestId());
  }

  /** Returns an error as the last event of a stream whose head was sent. */
  public static byte[] event(GatewayException error, Inbound inbound) {
    return inbound.errors().event(text(error, inbound), inbound.requestId());
  }

  static ErrorText text(GatewayException error, Inbound inbound) {
    String type = error.type() != null ? error.type() : inbound.errors().type(error.status());
    return new ErrorText(ErrorKind.ofStatus(error.status()), type, error.code(), error.param(), error.getMessage());
  }

  /** Writes an error straight to the response, for the layers outside Camel. */
  public static void send(GatewayException error, Inbound inbound) throws IOException {
    HttpServletResponse response = inbound.response();
    head(error, inbound);
    byte[] body = bytes(error, inbound);
    response.setContentLength(body.length);
    inbound.answering();
    response.getOutputStream().write(body);
  }

  /** Sets status and headers of an error answer and notes the error in the request's outcome. */
  static void head(GatewayException error, Inbound inbound) {
    HttpServletResponse response = inbound.response();
    note(error, inbound.outcome());
    response.setStatus(error.status());
    response.setContentType("application/json");
    error.headers().forEach(response::setHeader);
    response.setHeader("x-orqen-error-source", error.source().label());
    ErrorForm form = inbound.errors();
    if (form.typeHeader() != null) {
      response.setHeader(form.typeHeader(), form.type(error.status()));
    }
  }

  /** Notes an error in a request's outcome, for log, metrics and usage. */
  public static void note(GatewayException error, Outcome outcome) {
    outcome.failed(error.status(), error.recordedCode(), error.source().label());
  }
}
