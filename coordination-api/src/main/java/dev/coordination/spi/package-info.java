/**
 * For tools that choose a backend by name: the command line, examples, test runners. Applications
 * construct the backend they depend on and need nothing from here.
 */
@NullMarked
package dev.coordination.spi;

import org.jspecify.annotations.NullMarked;
