/**
 * The real kazoo, in processes of its own, on one server with our backends: what one writes, the
 * other must understand. Without kazoo these tests are aborted; {@code -Dinterop.required=true}
 * makes that a failure.
 */
@NullMarked
package dev.coordination.it.kazoo;

import org.jspecify.annotations.NullMarked;
