/**
 * Bodies of {@code multipart/form-data}, which have a file: their first fields are read, and the rest is checked while it goes to the
 * provider. Bodies of JSON are read in {@code request}.
 */
package app.orqen.form;
