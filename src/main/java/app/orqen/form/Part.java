package app.orqen.form;

/**
 * The head of one part of a form.
 *
 * @param name the field's name
 * @param file whether the part has the name of a file
 * @param charset the charset that its content type names, in lower case; empty if it names none
 */
record Part(String name, boolean file, String charset) {}
