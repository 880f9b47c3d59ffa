/** What a request asks for: its needs, and how hard its task looks by its text. It knows no model and no account. */
package app.orqen.auto.task;
