package app.orqen.usage;

import app.orqen.it.support.Gateway;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows that a test writes itself, as a release before the sums would have left them. */
public final class OldRows {

  private OldRows() {}

  /** Adds the rows that are in no sums yet to them. */
  public static void sumUp(Gateway gateway) {
    JdbcClient jdbc = gateway.bean(JdbcClient.class);
    jdbc.sql("delete from sums_backlog").update();
    jdbc.sql("insert into sums_backlog (account_id, added_to, flagged_from, until) select id, timestamp with time zone "
        + "'1970-01-01 00:00:00+00:00', timestamp with time zone '1970-01-01 00:00:00+00:00', current_timestamp from account").update();
    gateway.bean(SumsCatchUp.class).addAll();
  }
}
