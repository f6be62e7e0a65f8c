/** Three servers, and what becomes of recipes while leaders change and clients move. */
@NullMarked
package dev.coordination.it.ensemble;

import org.jspecify.annotations.NullMarked;
