/**
 * What is known about models: limits, capabilities and prices, as data. {@link app.orqen.catalogue.ModelTable} is the way in.
 *
 * <p>How a model's name leads to a provider isn't known here. Nothing here depends on another package of the gateway, since
 * translators, bills and pages all ask it.
 */
package app.orqen.catalogue;
