package app.orqen.dashboard.providers;

import app.orqen.dashboard.page.When;

/** A provider as the page shows it. */
record ProviderView(String id, String title, State state, String preview, When updated) {

  /** What can be told about its credential. */
  enum State {
    CONNECTED("connected", "ok"),
    NO_KEY_NEEDED("needs no key", "ok"),
    PAUSED("paused after failures", "warn"),
    UNDECRYPTABLE("can't be decrypted", "bad"),
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
}
