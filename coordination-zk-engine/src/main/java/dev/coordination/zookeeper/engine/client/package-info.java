/**
 * What both transports share: a {@link dev.coordination.zookeeper.engine.ZnodeSession} on one
 * handle of ZooKeeper's own client, whoever made that handle. Public for the transports alone.
 */
@NullMarked
package dev.coordination.zookeeper.engine.client;

import org.jspecify.annotations.NullMarked;
