package dev.coordination.inmemory;

import dev.coordination.support.QueuedItem;
import org.jspecify.annotations.Nullable;

/**
 * The line of a locking queue. An item that is free goes to the first who waits, can be reached and
 * does not avoid it; its place in the queue stays, in case the claim ends. The token is given with
 * the claim, because an item may be claimed by somebody who came earlier than its last claimant.
 */
final class ClaimLine extends Line {

  private final Space space;

  ClaimLine(Place place, Space space) {
    super(place);
    this.space = space;
  }

  @Override
  boolean isOpenTo(Candidate<?> candidate) {
    return itemFor(candidate) != null;
  }

  @Override
  void advance() {
    for (Contender one : contenders()) {
      if (!space.queues().at(place()).hasFree()) {
        return;
      }
      if (!one.granted) {
        offerItem(one);
      }
    }
  }

  private void offerItem(Contender waiting) {
    QueuedItem item = itemFor(waiting.candidate);
    if (item != null) {
      waiting.item = item;
      waiting.token = space.nextToken();
      if (waiting.offer()) {
        space.queues().claim(place(), item);
      }
    }
  }

  @Override
  void remove(Contender contender) {
    super.remove(contender);
    QueuedItem item = contender.item;
    if (item != null && contender.granted) {
      space.queues().unclaim(place(), item);
    }
  }

  private @Nullable QueuedItem itemFor(Candidate<?> candidate) {
    return space.queues().at(place()).firstFree(((ClaimCandidate<?>) candidate).avoided());
  }
}
