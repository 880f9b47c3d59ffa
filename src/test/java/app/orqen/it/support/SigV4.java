package app.orqen.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks a request's SigV4 signature as Bedrock does, from AWS's description and not with its SDK. */
public final class SigV4 {

  private static final Pattern HEADER = Pattern.compile("AWS4-HMAC-SHA256 Credential=AKIDCANARY/(\\d{8})/([a-z0-9-]+)"
      + "/bedrock/aws4_request, SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  private SigV4() {}

  public static void verify(StandIn.Request request, String secret, String region) throws Exception {
    Matcher header = HEADER.matcher(request.header("authorization"));
    assertThat(header.matches()).as(request.header("authorization")).isTrue();
    assertThat(header.group(2)).isEqualTo(region);
    String date = header.group(1);
    String path = request.line().split(" ")[1];
    String hash = hex(MessageDigest.getInstance("SHA-256").digest(request.body()));
    StringBuilder canonical = new StringBuilder("POST\n" + path.replace("%", "%25") + "\n\n");
    for (String name : header.group(3).split(";")) {
      canonical.append(name).append(':').append(request.header(name)).append('\n');
    }
    canonical.append('\n').append(header.group(3)).append('\n').append(hash);
    String scope = date + "/" + region + "/bedrock/aws4_request";
    String toSign = "AWS4-HMAC-SHA256\n" + request.header("x-amz-date") + "\n" + scope + "\n"
        + hex(MessageDigest.getInstance("SHA-256").digest(utf8(canonical.toString())));
    byte[] key = utf8("AWS4" + secret);
    for (String part : new String[] {date, region, "bedrock", "aws4_request"}) {
      key = hmac(key, part);
    }
    assertThat(header.group(4)).isEqualTo(hex(hmac(key, toSign)));
    assertThat(header.group(3)).contains("host").contains("x-amz-security-token");
  }

  private static byte[] hmac(byte[] key, String text) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(utf8(text));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
