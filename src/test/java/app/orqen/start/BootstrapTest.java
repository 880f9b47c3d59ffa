package app.orqen.start;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import app.orqen.account.AccountRepository;
import app.orqen.account.KeyRepository;
import app.orqen.audit.Audit;
import app.orqen.audit.Entry;
import app.orqen.key.ApiKey;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.ArgumentMatchers;
import org.springframework.transaction.support.TransactionOperations;

/** A secret that was a key and is one no longer does not come back with the next start. */
class BootstrapTest {

  private static final String KEY = "sk-orq-" + "0123456789abcdef".repeat(4);

  @ParameterizedTest
  @CsvSource({"false, false, 1, 1", "true, false, 0, 1", "true, true, 0, 1", "false, true, 0, 0"})
  void aSecretIsMadeAKeyOnce(boolean exists, boolean given, int made, int remembered) {
    KeyRepository keys = mock();
    Audit audit = mock();
    when(keys.exists(ApiKey.hash(KEY))).thenReturn(exists);
    when(keys.wasGiven(ApiKey.hash(KEY))).thenReturn(given);

    new Bootstrap(mock(AccountRepository.class), keys, audit, TransactionOperations.withoutTransaction(), KEY);

    verify(audit, times(made)).record(any(), ArgumentMatchers.<Function<String, Entry>>any());
    verify(keys, times(remembered)).given(ApiKey.hash(KEY));
  }
}
