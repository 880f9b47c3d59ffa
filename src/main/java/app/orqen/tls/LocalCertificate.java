package app.orqen.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for this machine's own names, which clients trust by its file (such as AWS_CA_BUNDLE). The JDK's {@code keytool}
 * makes it, so no library is needed. It is made again when it has less than thirty days left.
 */
final class LocalCertificate {

  private static final Duration LEFT = Duration.ofDays(30);
  private static final int VALID_DAYS = 825; // the longest time that the strictest clients accept
  private static final String ALIAS = "orqen";

  private final Path certificate;
  private final Path key;
  private final Clock clock;

  /** Names the pair {@code https.crt} and {@code https.key} (PEM) of a folder. It isn't made yet. */
  LocalCertificate(Path folder, Clock clock) {
    this.clock = clock;
    certificate = folder.resolve("https.crt");
    key = folder.resolve("https.key");
  }

  Path certificate() {
    return certificate;
  }

  Path key() {
    return key;
  }

  /**
   * Makes the pair unless it is there and valid for thirty more days.
   *
   * @throws IOException when {@code keytool} fails or the folder can't be written
   */
  void provide() throws IOException {
    if (!Files.exists(key) || !isGood()) {
      make();
    }
  }

  private boolean isGood() {
    try (InputStream pem = Files.newInputStream(certificate)) {
      X509Certificate made = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
      made.checkValidity(Date.from(clock.instant().plus(LEFT)));
      return true;
    } catch (IOException | CertificateException e) {
      return false;
    }
  }

  private void make() throws IOException {
    String password = UUID.randomUUID().toString();
    Path store = Files.createTempDirectory(certificate.getParent(), "https").resolve("store.p12");
    try {
      keytool(store, password);
      KeyStore made = KeyStore.getInstance("PKCS12");
      made.load(new ByteArrayInputStream(Files.readAllBytes(store)), password.toCharArray());
      write(key, "PRIVATE KEY", made.getKey(ALIAS, password.toCharArray()).getEncoded());
      write(certificate, "CERTIFICATE", made.getCertificate(ALIAS).getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    } finally {
      Files.deleteIfExists(store);
      Files.delete(store.getParent());
    }
  }

  private static void keytool(Path store, String password) throws IOException {
    ProcessBuilder keytool = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair", "-alias", ALIAS, "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost,O=Orqen",
        "-ext", "SAN=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1", "-ext", "KU:critical=digitalSignature",
        "-ext", "EKU=serverAuth", "-validity", Integer.toString(VALID_DAYS), "-storetype", "PKCS12",
        "-keystore", store.toString(), "-storepass:env", "ORQEN_STORE_PASSWORD")).redirectErrorStream(true);
    keytool.environment().put("ORQEN_STORE_PASSWORD", password);
    Process process = keytool.start();
    try {
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool failed: " + said.strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroy();
    }
  }

  /** Writes a file that others can never read, and that is never half there. */
  private static void write(Path file, String kind, byte[] der) throws IOException {
    String pem = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END " + kind + "-----\n";
    Path made = Files.createTempFile(file.getParent(), "https", ".pem",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(made, pem);
      Files.move(made, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(made);
    }
  }
}
