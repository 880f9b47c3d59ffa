/** The page Routing: what {@code orqen/*} chooses from, what the account prefers, and what was decided lately. */
package app.orqen.dashboard.routing;
