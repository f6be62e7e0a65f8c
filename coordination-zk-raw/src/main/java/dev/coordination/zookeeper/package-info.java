/**
 * Coordination on ZooKeeper through its own client, and nothing else. {@link
 * dev.coordination.zookeeper.ZooKeeperCoordination} is the way in.
 */
@NullMarked
package dev.coordination.zookeeper;

import org.jspecify.annotations.NullMarked;
