/**
 * The kit's own test: bugs that other coordination libraries really had, planted one at a time in
 * our backends, and each to be caught by the rule that forbids it.
 *
 * <p>A planted bug is an edit of a backend's source. The edited file is compiled in memory and
 * loaded together with everything of ours below the public interfaces, so that no production class
 * knows of it, and several can live side by side. A bug that survives, one that is caught by
 * another rule than its own, and an edit that no longer fits its source fail the build.
 */
@NullMarked
package dev.coordination.it.mutants;

import org.jspecify.annotations.NullMarked;
