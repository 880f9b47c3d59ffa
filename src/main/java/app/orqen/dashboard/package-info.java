/**
 * The pages of the dashboard, a package for each. They get all data from the API's own steps ({@code dashboard.api}), so that
 * there is one set of rules. No other package may use the dashboard.
 */
package app.orqen.dashboard;
