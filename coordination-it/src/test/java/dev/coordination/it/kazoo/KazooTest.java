package dev.coordination.it.kazoo;

import dev.coordination.CoordinationClient;
import dev.coordination.it.Backend;
import dev.coordination.it.Onlooker;
import dev.coordination.tck.TckClient;
import dev.coordination.zookeeper.testkit.TestServer;
import dev.coordination.zookeeper.testkit.ZooKeeperHarness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One server, a path of the test's own, and clients of it in both languages, closed afterwards. */
abstract class KazooTest {

  /** For processes that nobody kills: no busy machine lets it pass. */
  private static final Duration SESSION = Duration.ofSeconds(30);

  private static final AtomicInteger PATHS = new AtomicInteger();

  private final Map<Backend, ZooKeeperHarness> harnesses = new EnumMap<>(Backend.class);
  private final List<KazooClient> kazoos = new ArrayList<>();
  final TestServer server = TestServer.shared();
  final String path = "/kazoo-" + PATHS.incrementAndGet();
  Onlooker onlooker;

  @BeforeEach
  void lookOn() {
    onlooker = new Onlooker(server);
  }

  @AfterEach
  void close() {
    kazoos.forEach(KazooClient::close);
    harnesses.values().forEach(ZooKeeperHarness::close);
    onlooker.close();
  }

  final KazooClient python() {
    return python(SESSION);
  }

  final KazooClient python(Duration session) {
    return pythons(1, session).get(0);
  }

  final List<KazooClient> pythons(int count) {
    return pythons(count, SESSION);
  }

  private List<KazooClient> pythons(int count, Duration session) {
    var connected = KazooClient.all(count, server.connectString(), session);
    kazoos.addAll(connected);
    return connected;
  }

  final CoordinationClient java(Backend backend, String identifier) {
    return mortalJava(backend, identifier).client();
  }

  /** A client whose session can be ended. */
  final TckClient mortalJava(Backend backend, String identifier) {
    return harnesses.computeIfAbsent(backend, Backend::harness).connect(identifier);
  }
}
