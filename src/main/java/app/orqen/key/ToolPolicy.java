package app.orqen.key;

import java.util.List;

/**
 * What a key says about tools. A name may end in {@code *}.
 *
 * @param target how many tools are forwarded, 1 to 128; null: 5 to 8 by fit
 * @param allowed the only tools that are; null: all, empty: none
 * @param denied tools that never are; wins over allowed
 * @param keep tools that pruning never drops
 * @param shadow rank and record, but forward all
 */
public record ToolPolicy(Integer target, List<String> allowed, List<String> denied, List<String> keep, boolean shadow) {}
