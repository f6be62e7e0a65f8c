package dev.coordination.zookeeper.engine;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Where a contender stands in one session: what it has in the store there, and how to end it. */
interface Place {

  LiveSession session();

  /** The path of the node that the hold stands on, once there is one. */
  String node();

  /** The czxid of that node: greater than that of every grant before which excludes this one. */
  long token();

  void enter();

  /**
   * Takes everything out of the store.
   *
   * @return completes when the store has confirmed, or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> leave();

  /** Lets the store tell when the node is deleted. Repeats itself until that has been arranged. */
  void watchOwnNode();

  /** Says that the store knows the node no longer. */
  void ownNodeGone();
}
