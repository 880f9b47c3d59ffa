/** The page Audit. */
package app.orqen.dashboard.audit;
