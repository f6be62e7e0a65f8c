package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.inmemory.InMemoryCoordination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FleetTest {

  private final InMemoryCoordination store = InMemoryCoordination.createWithVirtualTime();
  private final CoordinationClient worker = store.connect("worker");
  private final CoordinationClient operator = store.connect("operator");
  private final List<List<String>> shown = new ArrayList<>();

  @AfterEach
  void close() {
    store.close();
  }

  private List<String> shownLast() {
    store.settle();
    return shown.get(shown.size() - 1);
  }

  @Test
  void theConsoleShowsWhoIsAtWork() {
    var console = new Fleet(operator.party("/workers")).watch(shown::add, Runnable::run);
    assertThat(shownLast()).isEmpty();
    new Fleet(worker.party("/workers"))
        .work(() -> assertThat(shownLast()).containsExactly("worker"));
    assertThat(shownLast()).isEmpty();
    console.close();
  }

  @Test
  void aWorkerIsSeenAgainAfterAnOutage() {
    var console = new Fleet(operator.party("/workers")).watch(shown::add, Runnable::run);
    new Fleet(worker.party("/workers"))
        .work(
            () -> {
              store.disconnect(worker);
              store.advance(Duration.ofMinutes(1));
              assertThat(shownLast()).isEmpty();
              store.reconnect(worker);
              assertThat(shownLast()).containsExactly("worker");
            });
    assertThat(shownLast()).isEmpty();
    console.close();
  }
}
