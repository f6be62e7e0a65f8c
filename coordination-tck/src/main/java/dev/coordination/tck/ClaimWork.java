package dev.coordination.tck;

import dev.coordination.ClaimedItem;
import dev.coordination.HoldLostException;
import dev.coordination.LockingQueue;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.tck.QueueHistory.End;
import dev.coordination.tck.QueueHistory.Operation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** What one thread of a random run does to a locking queue; it keeps some claims for a while. */
final class ClaimWork implements QueueFuzzRules.Work {

  private static final Duration SHORT = Duration.ofMillis(30);

  private final LockingQueue<String> queue;
  private final QueueHistory history;
  private final ClaimJudge judge;
  private final Deque<ClaimedItem<String>> claims = new ArrayDeque<>();

  ClaimWork(LockingQueue<String> queue, QueueHistory history, ClaimJudge judge) {
    this.queue = queue;
    this.history = history;
    this.judge = judge;
  }

  @Override
  public void put(String who, List<String> items, int priority) {
    QueueWork.put(history, who, items, priority, () -> put(items, priority));
  }

  private void put(List<String> items, int priority) {
    if (items.size() == 1) {
      var unused = queue.put(items.get(0), priority);
    } else {
      var unused = queue.putAll(items, priority);
    }
  }

  @Override
  public void take(String who, int how) throws InterruptedException {
    ClaimedItem<String> claim = how < 4 ? claims.poll() : null;
    if (claim == null) {
      claim(who, how);
    } else if (how == 0) {
      claim.release();
    } else {
      consume(who, claim);
    }
  }

  private void claim(String who, int how) throws InterruptedException {
    long called = history.instant();
    Optional<ClaimedItem<String>> claimed;
    try {
      claimed =
          switch (how % 3) {
            case 0 -> queue.poll();
            case 1 -> queue.poll(SHORT);
            default -> Optional.of(queue.take());
          };
    } catch (ServiceUnavailableException refused) {
      return;
    }
    if (claimed.isPresent()) {
      ClaimedItem<String> claim = judge.claimed(claimed.get());
      claims.add(claim);
      history.add(
          Operation.claim(who, claim.value(), claim.fencingToken(), called, history.instant()));
    }
  }

  private void consume(String who, ClaimedItem<String> claim) {
    long called = history.instant();
    End end = End.DONE;
    try {
      claim.consume();
    } catch (OutcomeUnknownException unknown) {
      end = End.UNKNOWN;
    } catch (ServiceUnavailableException | HoldLostException refused) {
      end = End.NOTHING;
    }
    history.add(Operation.consume(who, claim.value(), called, history.instant(), end));
    if (end == End.NOTHING) {
      claim.release();
    }
  }

  @Override
  public void end() {
    claims.forEach(ClaimedItem::releaseAsync);
  }
}
