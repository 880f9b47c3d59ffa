package app.orqen.dispatch;

import java.util.Set;

/** A region in the request goes with a stored credential. */
final class AwsFields {

  static final String REGION = "aws_region_name";

  private AwsFields() {}

  /** Whether the request names no more than the region. */
  static boolean isRegionAlone(Set<String> given) {
    return given.equals(Set.of(REGION));
  }
}
