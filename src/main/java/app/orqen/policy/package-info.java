/**
 * Which targets a request may go to, and in which order: policies, lists of aliases, the body's field {@code models}, and whatever
 * else a {@code Planner} plans. The step {@code resolveProvider} lives here. Calling a target, and what its failure means, is
 * {@code app.orqen.dispatch}'s.
 *
 * <p><b>How to add a planner.</b> Make a Spring bean that implements {@link app.orqen.policy.Planner} and give it an {@code @Order}.
 * The step {@code resolveProvider} asks the planners in that order and takes the first plan; a name that none of them knows leads to
 * one provider, as {@link app.orqen.provider.ModelRouter} says. A planner must turn down names that aren't its own by one cheap
 * test, since it is asked for every request. It needn't ask whether the key may use a target, whether the target's provider has a
 * route or a credential, nor whether its breaker is open: such targets of its plan are skipped by the steps.
 *
 * <p><b>Several credentials of one target.</b> {@code app.orqen.dispatch.call.FallOver} decides after each failure. Before it asks
 * {@link app.orqen.policy.Attempts#next()} for the next target it may choose another credential for the current one: the step
 * {@code nextTarget} then begins the call anew with whatever {@code Attempts.current()} and {@code InjectCredentials} say. A request
 * without a plan has no {@code Attempts}; one whose provider has several credentials needs one with that single target.
 */
package app.orqen.policy;
