package app.orqen.key;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** The networks from which a key may be used. Names are never looked up. */
public final class Networks {

  /** Every address. */
  public static final Networks ALL = new Networks(null);

  private static final int PORT = 1;

  private final List<IpSubnetFilterRule> rules;

  private Networks(List<IpSubnetFilterRule> rules) {
    this.rules = rules;
  }

  /**
   * Reads networks in CIDR form.
   *
   * @param cidrs null: all
   * @throws IllegalArgumentException when one of them isn't a network such as 10.0.0.0/8 or 2001:db8::/32
   */
  public static Networks of(List<String> cidrs) {
    if (cidrs == null) {
      return ALL;
    }
    List<IpSubnetFilterRule> rules = new ArrayList<>();
    for (String cidr : cidrs) {
      int slash = cidr.indexOf('/');
      InetAddress address = slash < 0 ? null : address(cidr.substring(0, slash));
      String prefix = cidr.substring(slash + 1);
      if (address == null || !prefix.matches("[0-9]{1,3}") || Integer.parseInt(prefix) > address.getAddress().length * Byte.SIZE) {
        throw new IllegalArgumentException(cidr);
      }
      rules.add(new IpSubnetFilterRule(address, Integer.parseInt(prefix), IpFilterRuleType.ACCEPT));
    }
    return new Networks(rules);
  }

  private static InetAddress address(String text) {
    try {
      byte[] bytes = NetUtil.createByteArrayFromIpAddressString(text);
      return bytes == null ? null : InetAddress.getByAddress(bytes);
    } catch (UnknownHostException e) {
      return null;
    }
  }

  /** Returns whether an address, written in digits, is in one of the networks. */
  public boolean contain(String address) {
    if (rules == null) {
      return true;
    }
    InetAddress parsed = address == null ? null : address(address);
    return parsed != null && rules.stream().anyMatch(rule -> rule.matches(new InetSocketAddress(parsed, PORT)));
  }
}
