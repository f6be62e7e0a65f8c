package dev.coordination.support;

import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One slot as it was granted to this client: what all handles of one grant share. Guarded by
 * itself; nothing of others is called meanwhile.
 */
final class SlotGrant {

  private final String path;
  private final long token;
  private final Set<LeaseHold> holds = new LinkedHashSet<>();
  private Instant end;
  private long deadline;

  private Scheduler.@Nullable Timer timer;

  /** The clearing of the slot that is under way or done, null if there is none or it failed. */
  private @Nullable CompletableFuture<@Nullable Void> clearing;

  SlotGrant(String path, long token, Instant end, long deadline) {
    this.path = path;
    this.token = token;
    this.end = end;
    this.deadline = deadline;
  }

  String path() {
    return path;
  }

  long token() {
    return token;
  }

  synchronized Instant end() {
    return end;
  }

  synchronized long deadline() {
    return deadline;
  }

  /** Relies on the later end, and where the end is the same on the earlier deadline. */
  synchronized void extend(Instant newEnd, long newDeadline) {
    int later = newEnd.compareTo(end);
    if (later > 0 || (later == 0 && newDeadline - deadline < 0)) {
      end = newEnd;
      deadline = newDeadline;
    }
  }

  /** Adds a handle; false if the grant is being released. */
  synchronized boolean add(LeaseHold hold) {
    return clearing == null && holds.add(hold);
  }

  synchronized void remove(LeaseHold hold) {
    holds.remove(hold);
  }

  synchronized List<LeaseHold> holds() {
    return List.copyOf(holds);
  }

  /** Says who clears the slot, unless somebody does; returns who does. */
  synchronized CompletableFuture<@Nullable Void> clearing(
      CompletableFuture<@Nullable Void> otherwise) {
    if (clearing == null) {
      clearing = otherwise;
    }
    return clearing;
  }

  synchronized boolean isBeingCleared() {
    return clearing != null;
  }

  /** The slot could not be cleared: it may be granted again, or tried again. */
  synchronized void notCleared() {
    clearing = null;
  }

  /** Replaces the timer that tells the handles of the end. */
  synchronized void timer(Scheduler.@Nullable Timer next) {
    if (timer != null) {
      timer.cancel();
    }
    timer = next;
  }

  /** Ends all handles: somebody else has been granted the slot. */
  void lose() {
    holds().forEach(AbstractHold::lose);
  }
}
