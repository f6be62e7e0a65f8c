package dev.coordination.it.differential;

import dev.coordination.inmemory.InMemoryHarness;
import dev.coordination.it.Backend;
import dev.coordination.tck.TckHarness;
import dev.coordination.zookeeper.testkit.ClientFactory;
import dev.coordination.zookeeper.testkit.ZooKeeperHarness;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * A backend that is compared.
 *
 * @param name how it is called in a failure
 * @param newHarness makes a harness for one run
 */
record Subject(String name, Supplier<TckHarness> newHarness) {

  /**
   * Nothing is to end by time: a machine may be busy for seconds, and what that does to one backend
   * would look like a difference.
   */
  private static final Duration SESSION = Duration.ofSeconds(10);

  /** The one that all others are compared with; its time is virtual, so it is done at once. */
  static final Subject IN_MEMORY = new Subject("in-memory", InMemoryHarness::new);

  /** All of ours. */
  static final List<Subject> ALL = List.of(IN_MEMORY, of(Backend.RAW), of(Backend.CURATOR));

  private static Subject of(Backend backend) {
    String name = backend.name().toLowerCase(Locale.ROOT);
    ClientFactory factory =
        (servers, timeout, identifier, clock) ->
            backend.connect(servers, SESSION, identifier, clock);
    return new Subject(name, () -> new ZooKeeperHarness(name, name, factory));
  }
}
