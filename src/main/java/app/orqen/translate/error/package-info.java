/**
 * Errors, apart from how each wire spells them: what went wrong ({@code ErrorKind}), a provider's error taken out of its form
 * ({@code ErrorReader}), what a surface's form of errors has to offer ({@code ErrorForm}), and the exception for a body that cannot be
 * translated. Statuses of the gateway's own errors don't live here but in {@code reply}.
 *
 * <p>Calls {@code json}. Outside {@code translate} only {@code ProviderError}, {@code ErrorKind}, {@code ErrorForm},
 * {@code ErrorText} and {@code TranslationException} may be used.
 */
package app.orqen.translate.error;
