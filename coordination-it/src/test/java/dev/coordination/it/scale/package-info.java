/** Large numbers: how much many waiters take, and lists longer than ZooKeeper's usual limit. */
@NullMarked
package dev.coordination.it.scale;

import org.jspecify.annotations.NullMarked;
