package app.orqen.budget;

import app.orqen.catalogue.ModelTable;
import app.orqen.cost.Tariff;
import app.orqen.cost.TokenEstimate;
import app.orqen.inbound.Outcome;
import app.orqen.provider.Provider;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.ModelRequest;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds what a request is charged by at a target. */
public final class Tariffs {

  /** Bedrock's form of a service tier. */
  private static final Pattern TYPE = Pattern.compile("\"type\"\\s*:\\s*\"(\\w{1,20})\"");

  private final ModelTable table;

  Tariffs(ModelTable table) {
    this.table = table;
  }

  /** Returns the tariff of a request at a target. The request's body must not have been given back. */
  public Tariff of(ModelRequest request, Provider.Target target, Outcome outcome) {
    Provider provider = target.provider();
    long tokens = Math.max(1, TokenEstimate.of(request.scan().body()) - outcome.tools().tokensSaved());
    return Tariff.of(table, provider.id(), provider.knownAs(), target.family(), serviceTier(request.scan()), tokens);
  }

  /** Returns the service tier that a request asks for, on any surface, or null. */
  public static String serviceTier(BodyScan scan) {
    Field plain = scan.field("service_tier");
    if (plain != null && plain.type() == JsonToken.VALUE_STRING && plain.valueEnd() - plain.valueStart() > 2) {
      return text(scan, plain).substring(1, plain.valueEnd() - plain.valueStart() - 1);
    }
    Field bedrock = scan.field("serviceTier");
    Matcher type = bedrock == null ? null : TYPE.matcher(text(scan, bedrock));
    return type != null && type.find() ? type.group(1) : null;
  }

  private static String text(BodyScan scan, Field field) {
    return new String(scan.body(), field.valueStart(), field.valueEnd() - field.valueStart(), StandardCharsets.ISO_8859_1);
  }
}
