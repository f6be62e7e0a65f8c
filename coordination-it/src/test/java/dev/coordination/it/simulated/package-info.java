/**
 * The kit on the ZooKeeper engine over the simulated store: the same rules in virtual time, with
 * every fault at hand. Not a backend that anybody uses; the quickest judge of a change to the
 * engine.
 */
@NullMarked
package dev.coordination.it.simulated;

import org.jspecify.annotations.NullMarked;
