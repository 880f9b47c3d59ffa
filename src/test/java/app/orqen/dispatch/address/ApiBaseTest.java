package app.orqen.dispatch.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.reply.GatewayException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which base URLs a caller may name, and which addresses a host may have. */
class ApiBaseTest {

  private static ApiBase apiBase(String allowed, String address) {
    return new ApiBase(allowed, new OwnPorts(), new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) throws UnknownHostException {
        return new InetAddress[] {InetAddress.getByName(address)};
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    });
  }

  @ParameterizedTest
  @CsvSource({
      "*.x.test, https://a.x.test, true", "*.x.test, https://a.x.test:443/base, true", "*.x.test, http://a.x.test, false",
      "*.x.test, http://a.x.test:443, false", "*.x.test, https://a.x.test:8443, false", "*.x.test, https://x.test, false",
      "*.x.test, https://.x.test, false", "*.x.test, https://ax.test, false", "*.x.test, HTTPS://A.X.TEST, true",
      "*.x.test:8443, https://a.x.test:8443, true", "*.x.test:8443, http://a.x.test:8443, true",
      "*.x.test:8443, https://a.x.test, false", "http://*.x.test, http://a.x.test, true", "http://*.x.test, https://a.x.test, false",
      "http://*.x.test, http://a.x.test:8080, false", "https://*.x.test:8443, http://a.x.test:8443, false",
      "x.test, http://x.test:8080, true", "x.test:8080, http://x.test:8080, true", "x.test:8080, https://x.test:8081, false",
      "x.test:443, https://x.test, true", "https://x.test, https://x.test:9, true", "https://x.test, http://x.test, false",
      "X.test, https://x.TEST, true", "x.test, https://u:p@x.test, false", "x.test, https://x.test?a, false",
      "x.test, ftp://x.test, false", "[::1], http://[::1]:9, true"})
  void schemeHostAndPort(String allowed, String url, boolean passes) {
    ApiBase apiBase = apiBase(allowed, "8.8.8.8");
    if (passes) {
      assertThat(apiBase.require(url)).isEqualTo(url);
    } else {
      assertThatThrownBy(() -> apiBase.require(url)).isInstanceOf(GatewayException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"*", "*.", "a b:c", "x.test:port", "ftp://x.test", "x.*.test", "x.test/path"})
  void anEntryThatMeansNothingIsRefused(String entry) {
    assertThatThrownBy(() -> apiBase(entry.replace(' ', '|'), "8.8.8.8")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ORQEN_API_BASE_ALLOWED_HOSTS");
  }

  /** A wildcard beside it does not lend the port of an exact entry to other ports of that host. */
  @ParameterizedTest
  @CsvSource({"exact.x.test, 21122, true", "exact.x.test, 21123, false", "exact.x.test, 443, false", "a.x.test, 443, false",
      "anyport.test, 5, true"})
  void onlyWhatWasNamedExactlyMayBePrivate(String host, int port, boolean found) throws Exception {
    ApiBase apiBase = apiBase("*.x.test,exact.x.test:21122,anyport.test", "10.1.2.3");
    if (found) {
      assertThat(apiBase.resolve(host, port)).singleElement().satisfies(address -> assertThat(address.getPort()).isEqualTo(port));
    } else {
      assertThatThrownBy(() -> apiBase.resolve(host, port)).isInstanceOf(RefusedAddressException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
      "0.1.2.3", "192.0.0.8", "198.18.0.1", "198.19.255.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
      "::", "::1", "fe80::1", "fc00::1", "fd12::1", "fec0::1", "ff02::1",
      "64:ff9b::10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::10.0.0.1", "64:ff9b:1:a00:0:100::", "64:ff9b:1:0a:0:1::", "64:ff9b:1:0:a:0:100:0",
      "2002:a00:1::", "2002:7f00:1::1", "2002:a9fe:a9fe::", "::ffff:10.0.0.1", "::10.0.0.1", "::ffff:0:10.0.0.1",
      "2001:0:a00:1::", "2001:0:808:808:0:0:f5ff:fffe", "2600::5efe:10.0.0.1", "2600::200:5efe:10.0.0.1"})
  void privateAddressesInEveryForm(String address) {
    assertThatThrownBy(() -> apiBase("*.x.test", address).resolve("a.x.test", 443)).isInstanceOf(RefusedAddressException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"8.8.8.8", "100.128.0.1", "198.20.0.1", "192.0.1.1", "2606:4700::1111", "64:ff9b::8.8.8.8",
      "64:ff9b:1::8.8.8.8", "64:ff9b:1:808:8:800::", "2002:808:808::", "2001:0:808:808:0:0:f7f7:f7f7", "2600::5efe:8.8.8.8",
      "2001:4860::8888"})
  void publicAddressesInEveryForm(String address) throws Exception {
    assertThat(apiBase("*.x.test", address).resolve("a.x.test", 443)).hasSize(1);
  }

  @Test
  void oneBadAddressAmongGoodOnesIsEnough() throws Exception {
    InetAddress[] both = {InetAddress.getByName("8.8.8.8"), InetAddress.getByName("64:ff9b::192.168.0.1")};
    DnsResolver names = new DnsResolver() {
      @Override
      public InetAddress[] resolve(String host) {
        return both;
      }

      @Override
      public String resolveCanonicalHostname(String host) {
        return host;
      }
    };
    ApiBase apiBase = new ApiBase("*.x.test", new OwnPorts(), names);
    assertThatThrownBy(() -> apiBase.resolve("a.x.test", 443)).isInstanceOf(RefusedAddressException.class);
  }
}
