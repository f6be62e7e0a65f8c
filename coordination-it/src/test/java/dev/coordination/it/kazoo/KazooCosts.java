package dev.coordination.it.kazoo;

import dev.coordination.it.Bounded;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.RoundTrips;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.function.ObjDoubleConsumer;

/** What kazoo's recipes cost through a slow link; the other half stands in {@code costs.py}. */
public final class KazooCosts {

  private static final Duration SESSION = Duration.ofSeconds(30);

  private KazooCosts() {}

  /**
   * Measures all that kazoo can do.
   *
   * @param told is given each operation's name, and the round trips
   */
  public static void measure(ObjDoubleConsumer<String> told) {
    try (FaultProxy link = new FaultProxy(TestServer.shared().port());
        KazooClient kazoo = KazooClient.connect(link.connectString(), SESSION)) {
      for (String operation : kazoo.costedOperations()) {
        double trips =
            RoundTrips.through(link)
                .<RuntimeException>median(watch -> watch.took(Bounded.get(kazoo.cost(operation))));
        told.accept(operation, trips);
      }
    }
  }
}
