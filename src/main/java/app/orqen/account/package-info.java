/**
 * The endpoints below {@code /v1/account} and {@code /v1/admin} that show and change accounts, keys, tool lists and provider
 * credentials, and the rules for the fields in their bodies. What endpoints have in common is in {@code endpoint}.
 */
package app.orqen.account;
