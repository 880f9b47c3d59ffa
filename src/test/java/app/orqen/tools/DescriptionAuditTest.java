package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.read.ToolText;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionAuditTest {

  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
    "get_weather,'',MISSING_DESCRIPTION",
    "get_weather,'  ',MISSING_DESCRIPTION",
    "get_weather,Gets the weather.,RESTATES_NAME",
    "getWeather,Get weather,RESTATES_NAME",
    "get_weather,Gets the weather of a city,SHORT_DESCRIPTION",
    "orders,Handles all of the orders that a customer has made,VAGUE_VERB",
    "orders,Manage: orders,SHORT_DESCRIPTION|VAGUE_VERB",
    "get_weather,'Returns the weather of a city now, in degrees Celsius',-",
    "orders,'Manages orders: creates one from a basket, changes its address until it is sent, and cancels it on demand',-"})
  void judges(String name, String description, String issues) {
    ToolText tool = new ToolText(name, description, List.of(), "", "", "");
    assertThat(String.join("|", DescriptionAudit.of(tool).stream().map(issue -> issue.code().name()).toList()))
        .isEqualTo(issues == null ? "" : issues.replace("Manage: orders", ""));
  }
}
