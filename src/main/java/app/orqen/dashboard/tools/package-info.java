/** The page Tools. */
package app.orqen.dashboard.tools;
