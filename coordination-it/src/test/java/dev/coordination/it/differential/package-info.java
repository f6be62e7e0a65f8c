/**
 * One seeded schedule of calls and faults, carried out on every backend, and what came of it
 * compared step by step.
 *
 * <p>The in-memory backend and the engine on ZooKeeper are two readings of one contract, written
 * without a view of each other. Where the contract leaves no choice, both must do the same; what
 * neither the kit nor anybody else thought of asking shows as a difference. So that nothing depends
 * on who is faster, one thing is done at a time, and everything has had its effects before the next
 * ({@link dev.coordination.it.differential.Play}). Where a rule of the contract leaves a choice,
 * the recipe's play makes the choices look alike, in a comment that names the rule.
 *
 * <p>A recipe takes part by one class: a {@link dev.coordination.it.differential.Play} with its
 * {@link dev.coordination.it.differential.Plan}, named in {@link
 * dev.coordination.it.differential.DifferentialTest}.
 */
@NullMarked
package dev.coordination.it.differential;

import org.jspecify.annotations.NullMarked;
