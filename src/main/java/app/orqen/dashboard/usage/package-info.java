/** The pages Overview and Usage. */
package app.orqen.dashboard.usage;
