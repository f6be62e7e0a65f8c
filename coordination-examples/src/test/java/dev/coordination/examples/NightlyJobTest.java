package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.inmemory.InMemoryCoordination;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

class NightlyJobTest {

  private static final Duration MINUTES = Duration.ofMinutes(10);

  private final InMemoryCoordination store = InMemoryCoordination.createWithVirtualTime();
  private final NightlyJob here = job(store.connect("here"));
  private final NightlyJob there = job(store.connect("there"));
  private final List<String> done = new ArrayList<>();

  private static NightlyJob job(CoordinationClient client) {
    return new NightlyJob(client.nonBlockingLease("/jobs/nightly", MINUTES));
  }

  private LongConsumer step(String name) {
    return token -> done.add(name);
  }

  @Test
  void oneMachineRunsIt() {
    LongConsumer meanwhile =
        token -> assertThat(there.run(List.of(step("twice")).iterator())).isFalse();
    assertThat(here.run(List.of(step("one"), meanwhile, step("two")).iterator())).isTrue();
    assertThat(done).containsExactly("one", "two");
  }

  @Test
  void aStepThatTakesTooLongIsTheLast() {
    LongConsumer slow = token -> store.advance(MINUTES.multipliedBy(2));
    assertThat(here.run(List.of(slow, step("stale")).iterator())).isFalse();
    assertThat(done).isEmpty();
    assertThat(there.run(List.of(step("anew")).iterator())).isTrue();
    assertThat(done).containsExactly("anew");
  }
}
