package app.orqen.routes;

import app.orqen.provider.auth.AuthSchemes;
import java.util.Collection;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What route files may refer to beside each other.
 *
 * @param isBean tells whether there is a bean of a name
 * @param steps returns the names of the beans that a {@code process} step may name
 * @param settings returns the value of a setting of application.yaml or the environment, or null
 * @param isComponent tells whether an endpoint's URI may begin with a word, such as {@code https}
 * @param components returns all words that an endpoint's URI may begin with
 * @param schemes returns the ways in which credentials go on the wire
 */
record Surroundings(Predicate<String> isBean, Supplier<Collection<String>> steps, UnaryOperator<String> settings,
    Predicate<String> isComponent, Supplier<Collection<String>> components, Supplier<AuthSchemes> schemes) {}
