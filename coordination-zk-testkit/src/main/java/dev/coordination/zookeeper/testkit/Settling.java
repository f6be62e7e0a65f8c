package dev.coordination.zookeeper.testkit;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Decides when everything that clients have sent has had its effects.
 *
 * <p>One look: ask something through every client whose link was used since the last look, so that
 * what the server had sent to it has been delivered; then no request may be in flight, no frame may
 * have passed any link since the look began, except for what the looking itself sent, and no thread
 * may be at work. A thread that has been woken but not yet run looks as if it were waiting, so it
 * takes several such looks in a row.
 */
final class Settling {

  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(1);
  private static final int LOOKS = 3;

  private final List<LinkedClient> clients;
  private final ThreadRest threads;

  Settling(List<LinkedClient> clients, ThreadRest threads) {
    this.clients = clients;
    this.threads = threads;
  }

  void await() {
    long start = System.nanoTime();
    int quiet = isQuiet() ? 1 : 0;
    while (quiet < LOOKS) {
      if (System.nanoTime() - start > BOUND.toNanos()) {
        throw new AssertionError("no rest within " + BOUND + ": " + unrest());
      }
      Waits.pause(PAUSE);
      quiet = isQuiet() ? quiet + 1 : 0;
    }
  }

  private boolean isQuiet() {
    long before = activity();
    return clients.stream().allMatch(LinkedClient::roundTrip)
        && clients.stream().allMatch(LinkedClient::isIdle)
        && threads.busy().isEmpty()
        && activity() == before;
  }

  private long activity() {
    return clients.stream().mapToLong(client -> client.proxy().activity()).sum();
  }

  private String unrest() {
    var links =
        clients.stream()
            .map(
                client ->
                    "%s has %d requests in flight and %s"
                        .formatted(
                            client.client().identifier(),
                            client.proxy().inFlight(),
                            client.roundTrip() ? "answers" : "does not answer"))
            .collect(Collectors.joining(", "));
    return links + "; at work: " + threads.busy();
  }
}
