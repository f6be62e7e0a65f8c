package dev.coordination.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.DistributedQueue;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.tck.QueueHistory.End;
import dev.coordination.tck.QueueHistory.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** What one thread of a random run does to a queue. */
final class QueueWork implements QueueFuzzRules.Work {

  private static final Duration SHORT = Duration.ofMillis(30);

  private final DistributedQueue<String> queue;
  private final QueueHistory history;

  QueueWork(DistributedQueue<String> queue, QueueHistory history) {
    this.queue = queue;
    this.history = history;
  }

  @Override
  public void put(String who, List<String> items, int priority) {
    put(history, who, items, priority, () -> put(items, priority));
  }

  private void put(List<String> items, int priority) {
    if (items.size() == 1) {
      var unused = queue.put(items.get(0), priority);
    } else {
      var unused = queue.putAll(items, priority);
    }
  }

  /** Puts items, and records what became of them: the same of all. */
  static void put(
      QueueHistory history, String who, List<String> items, int priority, Runnable put) {
    long called = history.instant();
    End end = End.DONE;
    try {
      put.run();
    } catch (OutcomeUnknownException unknown) {
      end = End.UNKNOWN;
    } catch (ServiceUnavailableException refused) {
      end = End.NOTHING;
    }
    long returned = history.instant();
    for (String item : items) {
      history.add(Operation.put(who, item, priority, called, returned, end));
    }
  }

  /** Whoever was interrupted has cancelled its future. */
  private static final class Withdrawn extends InterruptedException {
    private static final long serialVersionUID = 1;
  }

  /** A take in one of its forms. */
  private interface Taking {
    Optional<String> take() throws InterruptedException;
  }

  @Override
  public void take(String who, int how) throws InterruptedException {
    switch (how) {
      case 0, 1, 2 -> record(who, queue::poll);
      case 3 -> record(who, () -> queue.poll(SHORT));
      case 4, 5 -> record(who, () -> Optional.of(queue.take()));
      default -> record(who, () -> Optional.of(takeAsync()));
    }
  }

  private void record(String who, Taking taking) throws InterruptedException {
    long called = history.instant();
    String item = "";
    End end = End.NOTHING;
    long returned = QueueHistory.OPEN; // what is withdrawn may have an item in hand for a while
    try {
      Optional<String> taken = taking.take();
      end = taken.isPresent() ? End.DONE : End.NOTHING;
      item = taken.orElse("");
      returned = history.instant();
    } catch (OutcomeUnknownException unknown) {
      end = End.UNKNOWN;
      item = new String(unknown.payload().orElseThrow(), UTF_8);
    } catch (ServiceUnavailableException refused) {
      returned = history.instant();
    } catch (Withdrawn given) {
      end = End.WITHDRAWN;
      throw given;
    } finally {
      history.add(Operation.take(who, item, called, returned, end));
    }
  }

  private String takeAsync() throws InterruptedException {
    CompletableFuture<String> future = queue.takeAsync();
    try {
      return future.get();
    } catch (InterruptedException givenUp) {
      if (future.cancel(false)) {
        throw new Withdrawn();
      }
      return result(future);
    } catch (ExecutionException failed) {
      return result(future);
    }
  }

  private static String result(CompletableFuture<String> future) {
    try {
      return future.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  @Override
  public void end() {}
}
