package dev.coordination.it.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.tck.TckClient;
import dev.coordination.zookeeper.testkit.TestServer;
import dev.coordination.zookeeper.testkit.ZooKeeperHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many thousands of grants, items and members, with faults among them, leave nothing behind: no
 * memory, no threads, no watches, no nodes. {@code -Dcoordination.leaks.cycles=100000} lets it take
 * longer.
 */
class LeakTest {

  private static final int CYCLES = Integer.getInteger("coordination.leaks.cycles", 5_000);
  private static final int WARM_UP = 2_000;
  private static final int THREADS = 16;
  private static final int FAULTS = 8;
  private static final long SLACK = 1 << 20;

  private final TestServer server = TestServer.shared();

  @ParameterizedTest
  @EnumSource
  @Timeout(900)
  void nothingGrows(Backend backend) throws Exception {
    try (ZooKeeperHarness harness = backend.harness()) {
      TckClient busy = harness.connect("busy");
      Traffic traffic = new Traffic(busy.client(), harness.root());
      run(traffic, busy, WARM_UP);
      Footprint before = atRest(traffic, Footprint.UNLIMITED);
      run(traffic, busy, CYCLES);
      Footprint after = atRest(traffic, before.withMoreHeap(SLACK));
      System.out.printf(
          "%s: %,d cycles, %d struck by faults; before: %s; after: %s%n",
          backend, CYCLES, traffic.failed(), before, after);
      assertThat(after.watches()).as("watches").isLessThanOrEqualTo(before.watches());
      assertThat(after.nodes()).as("nodes").isLessThanOrEqualTo(before.nodes());
      assertThat(after.threads()).as("threads").isLessThanOrEqualTo(before.threads());
      assertThat(after.heap()).as("heap").isLessThan(before.heap() + SLACK);
    }
  }

  /** Lets all threads share the cycles; now and then a fault befalls the client meanwhile. */
  private static void run(Traffic traffic, TckClient busy, int cycles) throws Exception {
    AtomicInteger next = new AtomicInteger();
    int part = cycles / Math.max(FAULTS, cycles / 1_000);
    List<Future<Boolean>> workers = new ArrayList<>();
    for (int thread = 0; thread < THREADS; thread++) {
      workers.add(
          Bounded.start(
              () -> {
                for (int i = next.getAndIncrement(); i < cycles; i = next.getAndIncrement()) {
                  if (i % part == part / 2) {
                    befall(busy, i / part);
                  }
                  traffic.cycle(i);
                }
                return true;
              }));
    }
    for (Future<Boolean> worker : workers) {
      assertThat(worker.get()).isTrue();
    }
    traffic.check();
  }

  private static void befall(TckClient busy, int number) {
    switch (number % 4) {
      case 0 -> busy.loseReplyOfWrite(1);
      case 1 -> busy.loseWrite(1);
      case 2 -> busy.expireNow();
      default -> {
        busy.cutLink();
        busy.restoreLink();
      }
    }
  }

  /**
   * What is in use when nothing is under way any more. What is needed for a while only, as by a
   * session on its way out or by a snapshot that the server writes, is waited for: a leak stays.
   */
  private Footprint atRest(Traffic traffic, Footprint most) throws InterruptedException {
    traffic.drain();
    traffic.check();
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    Footprint now = Footprint.of(server);
    while (!now.isWithin(most) && System.nanoTime() < end) {
      now = Footprint.of(server);
    }
    return now;
  }
}
