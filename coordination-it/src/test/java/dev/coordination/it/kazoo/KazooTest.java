package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertAll;

import dev.coordination.CoordinationClient;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.it.Onlooker;
import dev.coordination.tck.TckClient;
import dev.coordination.zookeeper.testkit.ClientFactory.Opened;
import dev.coordination.zookeeper.testkit.ClientFactory.WallClock;
import dev.coordination.zookeeper.testkit.TestServer;
import dev.coordination.zookeeper.testkit.ZooKeeperHarness;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.function.Executable;

/** One server, a path of the test's own, and clients of it in both languages, closed afterwards. */
abstract class KazooTest {

  /** For clients that nobody kills: no busy machine lets it pass. */
  static final Duration SESSION = Duration.ofSeconds(30);

  /** For clients that die. */
  static final Duration SHORT_SESSION = Duration.ofSeconds(3);

  /** All are on this machine's clock, and few tests can wait for long. */
  private static final WallClock CLOCK =
      new WallClock(InstantSource.system(), Duration.ofMillis(150));

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final AtomicInteger PATHS = new AtomicInteger();

  private final Map<Backend, ZooKeeperHarness> harnesses = new EnumMap<>(Backend.class);
  private final List<KazooClient> kazoos = new ArrayList<>();
  private final List<JavaProcess> processes = new ArrayList<>();
  private final List<Opened> opened = new ArrayList<>();
  final TestServer server = TestServer.shared();
  final String path = "/kazoo-" + PATHS.incrementAndGet();
  Onlooker onlooker;

  @BeforeEach
  void lookOn() {
    onlooker = new Onlooker(server);
  }

  @AfterEach
  void close() {
    var closes = new ArrayList<Executable>();
    kazoos.forEach(kazoo -> closes.add(kazoo::close));
    processes.forEach(process -> closes.add(process::close));
    opened.forEach(client -> closes.add(client::close));
    harnesses.values().forEach(harness -> closes.add(harness::close));
    closes.add(onlooker::close);
    assertAll(closes); // goes on after a failure
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

  /** A process of Java for each backend, all for the same work; connected. */
  final List<JavaProcess> javaProcesses(Duration session, String... work) {
    var connected = JavaProcess.onEachBackend(server.connectString(), session, work);
    processes.addAll(connected);
    return connected;
  }

  final JavaProcess javaProcess(Backend backend, Duration session, String... work) {
    var connected = JavaProcess.connect(backend, server.connectString(), session, work);
    processes.add(connected);
    return connected;
  }

  final CoordinationClient java(Backend backend, String identifier) {
    return java(backend, identifier, CLOCK);
  }

  final CoordinationClient java(Backend backend, String identifier, WallClock clock) {
    var connected = backend.connect(server.connectString(), SESSION, identifier, clock);
    opened.add(connected);
    return connected.client();
  }

  /** A client whose session, a short one, can be ended, and whose clock can be moved. */
  final TckClient mortalJava(Backend backend, String identifier) {
    return harnesses.computeIfAbsent(backend, Backend::harness).connect(identifier);
  }

  /**
   * Lets them take turns: they stand in line in this order before the first of them is granted. A
   * Python behind each Java shows whether Java's turn keeps it out.
   */
  final List<Future<?>> behindAGate(Path records, List<Supplier<Future<?>>> takers) {
    var gate = Bounded.get(java(Backend.RAW, "gate").lock(path).acquireAsync());
    var work = new ArrayList<Future<?>>();
    for (var taker : takers) {
      work.add(taker.get());
      assertThat(onlooker.awaitInLine(path, 1 + work.size())).isNotEmpty();
    }
    assertThat(records).as("while the gate is closed").isEmptyFile();
    gate.release();
    return work;
  }

  /** Waits until somebody is to be told of what becomes of a node. */
  final void awaitWatched(String node) {
    awaitWatched(node, 1);
  }

  final void awaitWatched(String node, int watchers) {
    awaitWatchers(watchers, () -> server.watchers(node));
  }

  /** Waits until the server is to tell at least so many. */
  final void awaitWatchers(int count, Supplier<Set<Long>> watchers) {
    until(
        count + " watch",
        () -> {
          var unused = onlooker.read("/", new Stat());
          return watchers.get().size() >= count;
        });
  }

  /** Asks again and again; each asking takes a round trip. */
  static void until(String what, BooleanSupplier reached) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!reached.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("not in time: %s", what).isNegative();
    }
  }

  /** The token of whoever has this node. */
  final long czxid(String node) {
    var stat = new Stat();
    var unused = onlooker.read(node, stat);
    return stat.getCzxid();
  }

  /** When the lease of the path ends, as it is written. */
  final Instant writtenEnd() {
    var json = new String(onlooker.read(path + "/lease_holder", new Stat()), UTF_8);
    return Instant.parse(json.replaceAll(".*\"end\": *\"([^\"Z]*)Z?\".*", "$1Z"));
  }

  /** The one node below a path that belongs to a Python client. */
  final String nodeOf(KazooClient python, String parent) {
    return server.ephemerals().entrySet().stream()
        .filter(node -> node.getValue() == python.session())
        .map(Map.Entry::getKey)
        .filter(node -> node.startsWith(parent + "/"))
        .findFirst()
        .orElseThrow();
  }
}
