package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.inmemory.InMemoryCoordination;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LicencesTest {

  private static final Duration HOUR = Duration.ofHours(1);

  private final InMemoryCoordination store = InMemoryCoordination.createWithVirtualTime();
  private int pieces;

  private Licences machine(String name) {
    return new Licences(store.connect(name).multiNonBlockingLease("/licences", 1, HOUR));
  }

  private boolean work() {
    return ++pieces < 3;
  }

  @Test
  void noMoreMachinesWorkThanThereAreLicences() {
    Licences one = machine("one");
    Licences two = machine("two");
    assertThat(one.work(() -> two.work(() -> false))).as("beside the first").isTrue();
    assertThat(one.work(this::work)).isTrue();
    assertThat(pieces).isEqualTo(3);
  }

  @Test
  void whoTakesTooLongIsStopped() {
    Licences slow = machine("slow");
    boolean done =
        slow.work(
            () -> {
              store.advance(HOUR.multipliedBy(2));
              return true;
            });
    assertThat(done).isFalse();
    assertThat(machine("next").work(() -> false)).isTrue();
  }
}
