package dev.coordination.it.roundtrips;

import dev.coordination.CoordinationClient;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.zookeeper.testkit.ClientFactory;
import dev.coordination.zookeeper.testkit.FaultProxy;
import dev.coordination.zookeeper.testkit.RoundTrips;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Clients of one backend, each on a link of its own that is slow while something is measured. */
final class SlowClients implements AutoCloseable {

  /** So long that hardly a heartbeat falls into a measurement. */
  private static final Duration SESSION = Duration.ofSeconds(30);

  private static final String PROBE = "/round-trips-probe";

  private final List<FaultProxy> links = new ArrayList<>();
  private final List<ClientFactory.Opened> opened = new ArrayList<>();

  SlowClients(Backend backend, int count) {
    try {
      for (int i = 0; i < count; i++) {
        var link = new FaultProxy(TestServer.shared().port());
        links.add(link);
        opened.add(backend.connect(link.connectString(), SESSION, "client-" + i));
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  CoordinationClient get(int index) {
    return opened.get(index).client();
  }

  List<CoordinationClient> all() {
    return opened.stream().map(ClientFactory.Opened::client).toList();
  }

  <X extends Exception> double median(RoundTrips.Run<X> run) throws X {
    return RoundTrips.through(links.toArray(FaultProxy[]::new)).median(run);
  }

  /**
   * Waits until the clients have asked everything that the answers they have or await make them
   * ask. A question of ours is answered behind their own; what they do about those answers precedes
   * our next one.
   */
  void settle() {
    for (int i = 0; i < 2; i++) {
      var probes = all().stream().map(client -> client.counter(PROBE).getAsync()).toList();
      probes.forEach(Bounded::get);
    }
  }

  @Override
  public void close() {
    opened.forEach(one -> one.client().close());
    opened.forEach(one -> one.closeRest().run());
    links.forEach(FaultProxy::close);
  }
}
