/**
 * The recipes in one JVM, for unit tests and for programs of one process: real or virtual time, any
 * number of clients, and faults on demand. {@link dev.coordination.inmemory.InMemoryCoordination}
 * is where to begin.
 */
@NullMarked
package dev.coordination.inmemory;

import org.jspecify.annotations.NullMarked;
