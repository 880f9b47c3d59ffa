package app.orqen.prune;

import app.orqen.provider.Provider;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;

/** Whether a target searches among deferred tools itself. */
public enum ToolSearch {
  YES,
  NO,
  /** The protocol has the search, which passes unchanged, and nothing is known of the model. */
  PERHAPS;

  /** Returns what is known of a target. */
  public static ToolSearch of(Provider.Target target, Surface surface, Operation operation) {
    ProviderWire wire = target.wire(surface, operation);
    Boolean known = target.facts().toolSearch();
    if (!wire.searchesTools() || Boolean.FALSE.equals(known)) {
      return NO;
    }
    return known != null ? YES : surface.spoken() == wire ? PERHAPS : NO;
  }
}
