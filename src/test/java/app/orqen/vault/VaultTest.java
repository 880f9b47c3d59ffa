package app.orqen.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.credential.CredentialField;
import app.orqen.secret.Secret;
import com.macasaet.fernet.Key;
import com.macasaet.fernet.Token;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultTest {

  /** The key and token of the Fernet specification's generate.json and verify.json. */
  private static final String SPEC_KEY = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
  private static final String SPEC_TOKEN =
      "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

  private static final Map<String, String> FIELDS = Map.of("api_key", "sk-canary-123456");

  private final Vault vault = new Vault(KeyRing.parse(SPEC_KEY));

  @Test
  void readsATokenOfTheSpecificationHoweverOld() {
    assertThat(KeyRing.parse(SPEC_KEY).decrypt(SPEC_TOKEN)).hasValueSatisfying(plain ->
        assertThat(new String(plain)).isEqualTo("hello"));
  }

  @Test
  void opensOnlyForItsAccountAndProvider() {
    String token = vault.encrypt("acc_1", "openai", FIELDS);
    assertThat(vault.decrypt(Rows.of(token, "acc_1", "openai"))).hasValueSatisfying(credential ->
        assertThat(credential.reveal(CredentialField.API_KEY)).isEqualTo("sk-canary-123456"));
    assertThat(vault.decrypt(Rows.of(token, "acc_2", "openai"))).isEmpty();
    assertThat(vault.decrypt(Rows.of(token, "acc_1", "groq"))).isEmpty();
  }

  /** A later release may add a member; anything else that {@code encrypt} does not write is not guessed at. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "true  | {'account':'A','provider':'P','fields':{'api_key':'k'}}",
      "true  | {'fields':{'api_key':'k'},'later':{'account':'B'},'provider':'P','account':'A'}",
      "false | {'account':'B','provider':'P','fields':{'api_key':'k','account':'A'}}",
      "false | {'account':'B','provider':'P','fields':{'x':{'y':'z'},'account':'A'}}",
      "false | {'account':{'account':'A','provider':'P'},'fields':{'api_key':'k'}}",
      "false | {'account':'A','provider':'P','fields':{'api_key':{'k':'k'}}}",
      "false | {'account':'A','provider':'P','fields':['api_key']}",
      "false | {'account':'A','provider':'P','fields':null}",
      "false | {'account':'A','provider':'P'}",
      "false | {'account':'A','provider':'P','fields':{'api_key':'k'}",
      "false | ['account','A','provider','P']",
      "false | 'A'"})
  void aTokenWithoutACredentialOpensToNothing(boolean opens, String plain) {
    String token = Token.generate(new Key(SPEC_KEY), plain.replace('\'', '"')).serialise();
    assertThat(vault.decrypt(Rows.of(token, "A", "P"))).matches(credential -> credential.isPresent() == opens);
  }

  @Test
  void aTokenThatWasTouchedOpensToNothing() {
    String token = vault.encrypt("acc_1", "openai", FIELDS);
    char[] touched = token.toCharArray();
    touched[40] = touched[40] == 'A' ? 'B' : 'A';
    assertThat(vault.decrypt(Rows.of(new String(touched), "acc_1", "openai"))).isEmpty();
    assertThat(vault.decrypt(Rows.of("no token", "acc_1", "openai"))).isEmpty();
  }

  @Test
  void theFirstKeyEncryptsAndAllDecrypt() {
    String newer = Key.generateKey().serialise();
    String token = vault.encrypt("acc_1", "openai", FIELDS);
    Vault rotated = new Vault(KeyRing.parse(newer + "," + SPEC_KEY));
    assertThat(rotated.decrypt(Rows.of(token, "acc_1", "openai"))).isPresent();
    String renewed = rotated.reencrypt(token).orElseThrow();
    assertThat(rotated.reencrypt(renewed)).as("already newest").isEmpty();
    assertThat(new Vault(KeyRing.parse(newer)).decrypt(Rows.of(renewed, "acc_1", "openai"))).isPresent();
    assertThat(new Vault(KeyRing.parse(newer)).decrypt(Rows.of(token, "acc_1", "openai"))).isEmpty();
  }

  /** A token with a valid signature and an invalid ciphertext, as a broken writer that had the key would make it. */
  @Test
  void aSignedTokenThatCannotBeDecryptedOpensToNothing() {
    Key key = new Key(SPEC_KEY);
    byte[] vector = new byte[16];
    byte[] noCipherText = new byte[32];
    Instant now = Instant.now();
    byte[] signature = key.sign((byte) 0x80, now, new IvParameterSpec(vector), noCipherText);
    byte[] bytes = ByteBuffer.allocate(1 + 8 + 16 + 32 + 32).put((byte) 0x80).putLong(now.getEpochSecond()).put(vector)
        .put(noCipherText).put(signature).array();
    KeyRing ring = KeyRing.parse(SPEC_KEY);
    assertThat(ring.decrypt(Base64.getUrlEncoder().encodeToString(bytes))).isEmpty();
    assertThat(ring.decrypt(SPEC_TOKEN)).as("what was in use then is whole again").isPresent();
  }

  @Test
  void aMalformedKeyIsNotShown() {
    assertThatThrownBy(() -> KeyRing.parse(SPEC_KEY + "\nsecret-canary")).hasMessageContaining("number 2")
        .hasMessageNotContaining("canary");
    assertThatThrownBy(() -> KeyRing.parse(" , ")).hasMessageContaining("empty");
  }

  @Test
  void onlyTheOwnerReadsAMadeKeyFile(@TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    KeyRingSource.read("", "", data, () -> 0);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("vault.keys"))))
        .isEqualTo("rw-------");
    String token = new Vault(KeyRingSource.read("", "", data, () -> 0)).encrypt("a", "b", FIELDS);
    assertThat(new Vault(KeyRingSource.read("", data.resolve("vault.keys").toString(), folder, () -> 0))
        .decrypt(Rows.of(token, "a", "b"))).isPresent();
  }

  @Test
  void aFieldThatStaysAsItIsMakesNoOtherCredential() {
    Credential stored = vault.decrypt(Rows.of(vault.encrypt("a", "b", FIELDS), "a", "b")).orElseThrow();
    assertThat(stored.with(CredentialField.API_KEY, Secret.of("sk-canary-123456")).fingerprint()).isEqualTo(stored.fingerprint());
    assertThat(stored.with(CredentialField.API_KEY, Secret.of("sk-canary-654321")).fingerprint()).isNotEqualTo(stored.fingerprint());
  }

  @Test
  void nothingPrints() {
    Credential credential = vault.decrypt(Rows.of(vault.encrypt("a", "b", FIELDS), "a", "b")).orElseThrow();
    assertThat(credential.toString()).doesNotContain("canary");
  }
}
