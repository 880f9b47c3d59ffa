package app.orqen.auto;

import app.orqen.auto.pick.Candidate;
import java.util.List;

/** What {@code orqen/*} chooses from for an account, by what it prefers. */
record Choice(String accountId, Preferences preferences, List<Candidate> candidates) {}
