package app.orqen.usage;

import java.time.LocalDate;

/** Whole UTC days, both included. */
record Period(LocalDate from, LocalDate to) {}
