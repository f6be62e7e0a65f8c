/** A little copy of the product in which everything is wrong. */
@NullMarked
package dev.coordination.it.architecture.bad;

import org.jspecify.annotations.NullMarked;
