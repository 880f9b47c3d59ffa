package app.orqen.start;

import app.orqen.store.MigrationConnection;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/** A program of its own that brings the database's schema up to this version and ends. A Job runs it before a rollout. */
@Import(MigrationConnection.class)
@ImportAutoConfiguration({DataSourceAutoConfiguration.class, FlywayAutoConfiguration.class})
public final class Migration {

  private Migration() {}

  public static void main(String[] args) {
    new SpringApplicationBuilder(Migration.class).web(WebApplicationType.NONE)
        .run(args).close();
  }
}
