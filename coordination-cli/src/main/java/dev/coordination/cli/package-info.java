/** The {@code coord} command. */
@NullMarked
package dev.coordination.cli;

import org.jspecify.annotations.NullMarked;
