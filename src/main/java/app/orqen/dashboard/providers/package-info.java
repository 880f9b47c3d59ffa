/** The page Providers: storing, testing and removing credentials. */
package app.orqen.dashboard.providers;
