/**
 * Coordination on a CuratorFramework that the application owns. {@link
 * dev.coordination.curator.CuratorCoordination} is the way in.
 */
@NullMarked
package dev.coordination.curator;

import org.jspecify.annotations.NullMarked;
