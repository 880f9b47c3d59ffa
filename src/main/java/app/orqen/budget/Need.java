package app.orqen.budget;

/** How much of a budget a request may need. */
record Need(Meter meter, long amount) {}
