/**
 * What happens at a start and before there is a gateway: the data folder, the first account and key, the default route files,
 * the words of a failed start, and the commands of the jar ({@code check}, {@code try}, {@code vault-key}, {@code copy-
 * database}).
 */
package app.orqen.start;
