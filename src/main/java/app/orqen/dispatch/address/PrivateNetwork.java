package app.orqen.dispatch.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** Which addresses are not of the public Internet, those included that reach an IPv4 address through an IPv6 one. */
final class PrivateNetwork {

  private PrivateNetwork() {}

  /** Returns whether an address, or an IPv4 address inside it, is of a private, local or reserved network (RFC 6890). */
  static boolean contains(InetAddress address) {
    return isPrivate(address) || embedded(address.getAddress()).stream().anyMatch(PrivateNetwork::isPrivate);
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress()
        || address.isSiteLocalAddress() || address.isMulticastAddress()
        || (bytes.length == 4 ? isReserved(bytes[0] & 0xff, bytes[1] & 0xff, bytes[2] & 0xff) : (bytes[0] & 0xfe) == 0xfc);
  }

  private static boolean isReserved(int first, int second, int third) {
    return first == 0                                     // this network
        || first == 100 && (second & 0xc0) == 64          // carrier-grade NAT, 100.64.0.0/10
        || first == 192 && second == 0 && third == 0      // IETF protocol assignments
        || first == 198 && (second & 0xfe) == 18          // benchmarks, 198.18.0.0/15
        || first >= 240;                                  // reserved and broadcast
  }

  /** Returns the IPv4 addresses that an IPv6 address leads to, by each form that has one. */
  static List<InetAddress> embedded(byte[] ip) {
    if (ip.length != 16) {
      return List.of();
    }
    if (starts(ip, 0x00, 0x64, 0xff, 0x9b, 0x00, 0x01)) {
      // A network's own NAT64 prefix (RFC 8215) may have any length of RFC 6052. One whose place begins with 0 doesn't fit.
      return List.of(v4(ip, 6, 7, 9, 10), v4(ip, 7, 9, 10, 11), v4(ip, 9, 10, 11, 12), v4(ip, 12, 13, 14, 15)).stream()
          .filter(address -> address.getAddress()[0] != 0).toList();
    }
    if (starts(ip, 0x20, 0x02)) {
      return List.of(v4(ip, 2, 3, 4, 5)); // 6to4, RFC 3056
    }
    if (starts(ip, 0x20, 0x01, 0x00, 0x00)) {
      byte[] turned = ip.clone();
      for (int i = 12; i < 16; i++) {
        turned[i] ^= (byte) 0xff;
      }
      return List.of(v4(ip, 4, 5, 6, 7), v4(turned, 12, 13, 14, 15)); // Teredo's server and client, RFC 4380
    }
    boolean nat64 = starts(ip, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0); // RFC 6052
    boolean isatap = (ip[8] & 0xfd) == 0 && ip[9] == 0 && ip[10] == 0x5e && ip[11] == (byte) 0xfe; // RFC 5214
    boolean compatible = starts(ip, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0); // RFC 4291
    boolean mapped = starts(ip, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff); // RFC 4291
    boolean translated = starts(ip, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0); // RFC 2765
    return nat64 || isatap || compatible || mapped || translated ? List.of(v4(ip, 12, 13, 14, 15)) : List.of();
  }

  private static boolean starts(byte[] ip, int... beginning) {
    byte[] wanted = new byte[beginning.length];
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = (byte) beginning[i];
    }
    return Arrays.equals(ip, 0, wanted.length, wanted, 0, wanted.length);
  }

  private static InetAddress v4(byte[] ip, int first, int second, int third, int fourth) {
    try {
      return Inet4Address.getByAddress(new byte[] {ip[first], ip[second], ip[third], ip[fourth]});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
