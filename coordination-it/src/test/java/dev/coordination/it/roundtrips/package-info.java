/** What an operation costs on a real server: counted in round trips, over links that are slow. */
@NullMarked
package dev.coordination.it.roundtrips;

import org.jspecify.annotations.NullMarked;
