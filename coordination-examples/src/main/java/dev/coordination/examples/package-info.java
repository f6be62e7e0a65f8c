/** Small programs that show one thing each. The build runs them, and the README quotes them. */
@NullMarked
package dev.coordination.examples;

import org.jspecify.annotations.NullMarked;
