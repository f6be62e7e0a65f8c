/**
 * What tests against a real ZooKeeper need: {@link dev.coordination.zookeeper.testkit.TestServer a
 * server in this JVM}, {@link dev.coordination.zookeeper.testkit.FaultProxy a link that fails on
 * demand}, {@link dev.coordination.zookeeper.testkit.RoundTrips a count of round trips}, and {@link
 * dev.coordination.zookeeper.testkit.ZooKeeperHarness the harness} with which a backend on
 * ZooKeeper runs the technology compatibility kit.
 */
@NullMarked
package dev.coordination.zookeeper.testkit;

import org.jspecify.annotations.NullMarked;
