/** The page Requests, and the explanation of an error in plain words. */
package app.orqen.dashboard.requests;
