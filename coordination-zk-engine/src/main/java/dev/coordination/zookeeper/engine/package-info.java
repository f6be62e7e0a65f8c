/**
 * The recipes on ZooKeeper, written once, over the small asynchronous interface {@link
 * dev.coordination.zookeeper.engine.ZnodeSession}. Public for the transports alone; applications
 * need nothing from here.
 */
@NullMarked
package dev.coordination.zookeeper.engine;

import org.jspecify.annotations.NullMarked;
