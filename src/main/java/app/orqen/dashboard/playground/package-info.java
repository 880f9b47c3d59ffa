/** The page Playground, on which a user tries a model. */
package app.orqen.dashboard.playground;
