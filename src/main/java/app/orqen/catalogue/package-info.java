/**
 * What is known of models: limits, capabilities and prices, as data. {@link app.orqen.catalogue.ModelTable} is the way in.
 *
 * <p>How a model's name leads to a provider is not known here, and nothing here depends on another package of the gateway:
 * translators, bills and pages all ask it.
 */
package app.orqen.catalogue;
