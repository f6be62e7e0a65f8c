package dev.coordination.inmemory;

import dev.coordination.support.Deadline;
import dev.coordination.support.Scheduler;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the store knows of one session. Guarded by the space's monitor. */
final class Session {

  final Set<Contender> contenders = new LinkedHashSet<>();
  final Set<Attendance> attendances = new LinkedHashSet<>();

  /** The write applied last: tells a client that missed the reply. */
  @Nullable Call<?> lastWrite;

  boolean ended;

  /** Completed when it has ended. */
  final CompletableFuture<@Nullable Void> end = new CompletableFuture<>();

  /** When the store ends it, while nothing is heard from the client. */
  @Nullable Deadline expiry;

  Scheduler.@Nullable Timer expiryTimer;

  /** Whether it has ended, or must end by now. */
  boolean isOver(Scheduler clock) {
    return ended || (expiry != null && expiry.remaining(clock).isZero());
  }

  void cancelExpiry() {
    expiry = null;
    if (expiryTimer != null) {
      expiryTimer.cancel();
      expiryTimer = null;
    }
  }
}
