/** The page Routes: the files of the routes folder, and the findings in them. */
package app.orqen.dashboard.routes;
