package dev.coordination.it.architecture.bad.zookeeper;

import org.apache.curator.RetryPolicy;
import org.apache.curator.retry.RetryOneTime;

/** On ZooKeeper's own client, without Curator. */
public class SeesCurator {
  final RetryPolicy policy = new RetryOneTime(1);
}
