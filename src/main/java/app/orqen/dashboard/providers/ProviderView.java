package app.orqen.dashboard.providers;

import app.orqen.dashboard.page.When;
import app.orqen.vault.StoredCredential;

/**
 * A stored credential, or a provider without one, as the page shows it.
 *
 * @param name the credential's name; null when none is stored
 * @param others whether the account has other credentials for the provider
 * @param seen when the state was last seen; null when it wasn't, or doesn't change
 */
record ProviderView(String id, String title, String name, int weight, boolean others, State state, When seen, String preview,
    When updated) {

  /** What can be told about a credential. */
  enum State {
    UNTESTED("not tested", ""),
    WORKS("works", "ok"),
    REFUSED("refused", "bad"),
    LIMITED("limited", "warn"),
    BROKEN("paused after failures", "warn"),
    UNDECRYPTABLE("can't be decrypted", "bad"),
    NO_KEY_NEEDED("needs no key", "ok"),
    NOT_CONNECTED("not connected", "");

    private final String words;
    private final String tone;

    State(String words, String tone) {
      this.words = words;
      this.tone = tone;
    }

    public String words() {
      return words;
    }

    public String tone() {
      return tone;
    }
  }

  /** Returns whether there is a credential, readable or not. */
  public boolean stored() {
    return preview != null;
  }

  /** Returns whether a call can be made. */
  public boolean callable() {
    return state != State.NOT_CONNECTED && state != State.UNDECRYPTABLE;
  }

  /** Returns whether the page has to tell the credential's name. */
  public boolean named() {
    return name != null && (others || !name.equals(StoredCredential.DEFAULT));
  }

  /** Returns what the page calls the credential: the provider, and the name where that tells more. */
  public String label() {
    return named() ? title + " (" + name + ")" : title;
  }
}
