package dev.coordination.support;

import dev.coordination.PartitionState;
import java.util.List;
import java.util.Set;

/*
 * The division of kazoo's SetPartitioner: a change of the members makes everybody give back everything.
 *
 * When the members have been the same for the time boundary, the partition function says which items are
 * ours. We stand in line for all of their locks at once, and stay there: those ahead of us hold by an older
 * division, and give back when they learn of the change. With the last of the locks the share is acquired,
 * all at once. A change before that withdraws us from every line; a change after it is told to the user,
 * who gives the locks back by releaseSet().
 *
 * Two members may divide by different lists of members for a while, since each learns of a change by itself.
 * They then want some items both, and one waits until the other has learned. No item has two owners,
 * whatever the lists, because it has one lock.
 */
final class WholeShares<T> implements Division {

  private final DividedSet<T> set;
  private final ItemClaims<T> claims;

  /** Counts the beginnings; a share that was worked out for an earlier one is dropped. */
  private long round;

  private boolean begun;
  private boolean asked;

  WholeShares(DividedSet<T> set, ItemClaims<T> claims) {
    this.set = set;
    this.claims = claims;
  }

  @Override
  public void membersChanged() {
    if (set.isIn(PartitionState.ACQUIRED)) {
      set.revokeAll();
    } else if (set.isIn(PartitionState.ALLOCATING)) {
      var unused = set.giveBackAll();
    }
  }

  @Override
  public void quiet() {
    if (set.isIn(PartitionState.ALLOCATING) && !begun) {
      begun = true;
      long current = ++round;
      set.share(
          share -> {
            if (begun && current == round) {
              ask(share);
            }
          });
    }
  }

  private void ask(Set<T> share) {
    claims.ask(List.copyOf(share), true);
    asked = true;
    settled();
  }

  @Override
  public void settled() {
    if (asked && !claims.isAsking() && set.isIn(PartitionState.ALLOCATING)) {
      var unused = set.publish(PartitionState.ACQUIRED, claims.held());
    }
  }

  @Override
  public void reset() {
    begun = false;
    asked = false;
  }

  @Override
  public boolean isWaiting() {
    return set.isIn(PartitionState.ALLOCATING) && begun;
  }
}
