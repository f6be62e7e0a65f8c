package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.inmemory.InMemoryCoordination;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How an application's own unit test looks: no server, no waiting, and faults on demand. */
class ReportJobTest {

  private final InMemoryCoordination store = InMemoryCoordination.createWithVirtualTime();
  private final CoordinationClient client = store.connect();
  private final CoordinationClient other = store.connect();
  private final Ledger ledger = new Ledger();
  private final ReportJob job = new ReportJob(client.lock("/reports"), ledger);

  @Test
  void leavesTheReportToWhoeverIsAtIt() throws InterruptedException {
    try (Hold hold = other.lock("/reports").acquire()) {
      assertThat(job.run(List.of("one").iterator())).isFalse();
    }
    assertThat(job.run(List.of("one").iterator())).isTrue();
  }

  @Test
  void stopsWhenTheSessionExpires() {
    Stream<String> lines = Stream.of("one", "two", "three");
    boolean written = job.run(lines.peek(line -> expireAt("two", line)).iterator());
    assertThat(written).isFalse();
    assertThat(ledger.entries()).doesNotContain("three");
  }

  @Test
  void survivesAShortDisconnection() throws InterruptedException {
    try (Hold hold = client.lock("/reports").acquire()) {
      store.disconnect(client);
      store.advance(Duration.ofSeconds(3));
      store.reconnect(client);
      store.advance(Duration.ofHours(1));
      assertThat(hold.isHeld()).isTrue();
    }
  }

  @Test
  void ledgerRefusesWhoSleptThroughTheLossOfTheLock() throws InterruptedException {
    Hold stale = client.lock("/reports").acquire();
    store.expireSession(client);
    Hold current = other.lock("/reports").acquire();
    ledger.append("from the new holder", current.fencingToken());
    assertThatThrownBy(() -> ledger.append("from the old one", stale.fencingToken()))
        .isInstanceOf(IllegalStateException.class);
  }

  private void expireAt(String expected, String line) {
    if (line.equals(expected)) {
      store.expireSession(client);
    }
  }
}
