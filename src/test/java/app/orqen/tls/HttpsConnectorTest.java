package app.orqen.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;

class HttpsConnectorTest {

  @TempDir
  Path data;

  private TomcatServletWebServerFactory customized(String port, Path folder, Ssl ssl) {
    TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory();
    factory.setSsl(ssl);
    new HttpsConnector(new HttpsSettings(port, ""), new DefaultSslBundleRegistry(), folder, Clock.systemUTC()).customize(factory);
    return factory;
  }

  @Test
  void thereIsOneWhereThereIsADataFolder() {
    assertThat(customized("0", data, null).getAdditionalTomcatConnectors()).hasSize(1);
    assertThat(customized("0", data.resolve("none"), null).getAdditionalTomcatConnectors()).isEmpty();
  }

  @Test
  void anOperatorsOwnTlsOnTheMainPortIsTheOnlyOne() {
    assertThat(customized("0", data, Ssl.forBundle("own")).getAdditionalTomcatConnectors()).isEmpty();
    assertThat(data).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "OFF", "false", ""})
  void itCanBeTurnedOff(String port) {
    assertThat(customized(port, data, null).getAdditionalTomcatConnectors()).isEmpty();
    assertThat(data).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "https"})
  void anInvalidPortStopsTheStart(String port) {
    assertThatThrownBy(() -> new HttpsSettings(port, null)).hasMessageContaining("ORQEN_HTTPS_PORT");
  }

  @Test
  void aFolderThatTakesNoFileLeavesHttpServing() throws Exception {
    Path file = Files.createDirectory(data.resolve("sub"));
    Files.createDirectories(file.resolve("https.key")); // a folder in the key's place
    assertThat(customized("0", file, null).getAdditionalTomcatConnectors()).isEmpty();
  }

  @Test
  void aCertificateIsKeptWhileItIsGood() throws Exception {
    LocalCertificate certificate = new LocalCertificate(data, Clock.systemUTC());
    certificate.provide();
    String first = Files.readString(certificate.certificate());
    certificate.provide();
    assertThat(Files.readString(certificate.certificate())).isEqualTo(first);
    Files.writeString(certificate.certificate(), "garbage");
    certificate.provide();
    assertThat(Files.readString(certificate.certificate())).startsWith("-----BEGIN CERTIFICATE-----").isNotEqualTo(first);
  }
}
