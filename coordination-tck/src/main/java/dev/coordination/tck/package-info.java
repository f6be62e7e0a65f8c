/**
 * The contract of the recipes as JUnit 5 tests.
 *
 * <p>A backend under test writes one {@link dev.coordination.tck.TckHarness} and, for each
 * contract, one short subclass that makes it; every test cites the rule of {@code docs/contract.md}
 * that it decides.
 */
@NullMarked
package dev.coordination.tck;

import org.jspecify.annotations.NullMarked;
