/**
 * Clients of both ZooKeeper backends in one line, as while an application is being moved from one
 * to the other: the kit with clients of each in turn, and what only a mixture can show.
 */
@NullMarked
package dev.coordination.it.mixed;

import org.jspecify.annotations.NullMarked;
