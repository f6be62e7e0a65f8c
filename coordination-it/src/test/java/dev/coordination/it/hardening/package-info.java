/** Surroundings in which a library has to do as well: modules, languages, users' own executors. */
@NullMarked
package dev.coordination.it.hardening;

import org.jspecify.annotations.NullMarked;
