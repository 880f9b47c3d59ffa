package app.orqen.provider.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.credential.CredentialField;
import app.orqen.secret.Secret;
import app.orqen.vault.Credential;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthSchemesTest {

  private final AuthSchemes schemes = new AuthSchemes(
      List.of(new BearerScheme(), new HeaderScheme(""), new AzureScheme(), new AwsScheme(), new NoScheme()));

  /** The fields are written as name=value, the headers too. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "bearer         | api_key=canary                        | Authorization=Bearer canary",
      "bearer         | ''                                    | ''",
      "header X-Key   | api_key=canary                        | x-key=canary",
      "header x-key   | ''                                    | ''",
      "azure          | api_key=canary                        | api-key=canary",
      "azure          | azure_ad_token=canary                 | Authorization=Bearer canary",
      "azure x-Key    | api_key=canary                        | x-key=canary",
      "azure x-Key    | azure_ad_token=canary                 | Authorization=Bearer canary",
      "aws            | aws_access_key_id=a aws_secret_access_key=canary | ''",
      "none           | api_key=canary                        | ''"})
  void eachPutsACredentialItsOwnWay(String auth, String fields, String headers) {
    Message call = new DefaultMessage(new DefaultCamelContext());
    Map<String, Secret> values = new HashMap<>();
    pairs(fields).forEach((name, value) -> values.put(name, Secret.of(value)));
    List<CredentialField> known = values.keySet().stream().map(CredentialField::of).toList();
    schemes.parse(auth, known).apply(new Credential(Credential.Origin.REQUEST, values), call);
    assertThat(call.getHeaders()).isEqualTo(new HashMap<String, Object>(pairs(headers)));
  }

  private static Map<String, String> pairs(String text) {
    return Arrays.stream(text.split(" (?=\\w+=)")).filter(pair -> pair.contains("="))
        .collect(Collectors.toMap(pair -> pair.split("=")[0], pair -> pair.split("=")[1]));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "basic           | ''                    | auth is 'basic', but must begin with one of aws, azure, bearer, header, none",
      "header          | ''                    | one name",
      "header a b      | ''                    | one name",
      "azure a b       | ''                    | one name",
      "bearer x        | ''                    | nothing may follow",
      "bearer          | azure_ad_token        | can't use the credential azure_ad_token",
      "header x-key    | vertex_credentials    | can't use the credential vertex_credentials",
      "azure           | aws_access_key_id     | can't use the credential aws_access_key_id"})
  void aRouteThatWouldCallWithoutItsCredentialIsRefused(String auth, String field, String why) {
    List<CredentialField> fields = field.isEmpty() ? List.of() : List.of(CredentialField.of(field), CredentialField.API_BASE);
    assertThatThrownBy(() -> schemes.parse(auth, fields)).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}
