/**
 * What endpoints of JSON have in common: one line of Java DSL for each, the caller, query parameters, pages with cursors, and
 * answers. The handlers are in the packages of their subjects.
 */
package app.orqen.endpoint;
