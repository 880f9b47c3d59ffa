package app.orqen.dispatch.address;

import java.util.Set;

/** The region of a Bedrock call. One in the request goes with a stored credential. */
public final class AwsFields {

  public static final String REGION = "aws_region_name";

  private AwsFields() {}

  /** Returns whether the request names only the region. */
  public static boolean isRegionAlone(Set<String> given) {
    return given.equals(Set.of(REGION));
  }
}
