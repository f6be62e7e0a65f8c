package dev.coordination.it.ensemble;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.curator.CuratorCoordination;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.it.servers.Ensemble;
import dev.coordination.it.servers.ServerProcess;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.ClientFactory.Opened;
import dev.coordination.zookeeper.testkit.FaultProxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryOneTime;

/** A client that reaches each server over a link of its own, so that it can be sent elsewhere. */
final class RoamingClient implements AutoCloseable {

  /** Longer than any change of leaders takes: sessions, and so holds, outlive all that is done. */
  static final Duration SESSION = Duration.ofSeconds(30);

  private final List<FaultProxy> links;
  private final Opened opened;

  RoamingClient(Ensemble ensemble, Backend backend, String identifier) {
    links = ensemble.members().stream().map(ServerProcess::port).map(FaultProxy::new).toList();
    String servers = links.stream().map(FaultProxy::connectString).collect(Collectors.joining(","));
    opened = backend == Backend.RAW ? raw(servers, identifier) : curator(servers, identifier);
  }

  private static Opened raw(String servers, String identifier) {
    return Opened.of(
        ZooKeeperCoordination.builder(servers)
            .sessionTimeout(SESSION)
            .connectTimeout(SESSION)
            .identifier(identifier)
            .connect());
  }

  /** The framework would like to learn the servers' own addresses, which lead past the links. */
  private static Opened curator(String servers, String identifier) {
    var framework =
        CuratorFrameworkFactory.builder()
            .connectString(servers)
            .sessionTimeoutMs(Math.toIntExact(SESSION.toMillis()))
            .ensembleTracker(false)
            .retryPolicy(new RetryOneTime(100))
            .build();
    framework.start();
    var client =
        CuratorCoordination.builder(framework)
            .identifier(identifier)
            .connectTimeout(SESSION)
            .create();
    return new Opened(client, framework::close);
  }

  CoordinationClient client() {
    return opened.client();
  }

  /** Sends the client to one of the servers, which may have to start first. */
  void moveTo(int server) {
    List<FaultProxy> others =
        IntStream.range(0, links.size()).filter(i -> i != server).mapToObj(links::get).toList();
    others.forEach(FaultProxy::refuse);
    var arrived = new CompletableFuture<Boolean>();
    try (var told =
        client().onConnectionState(Runnable::run, state -> look(state, server, arrived))) {
      if (told != null) {
        Bounded.get(arrived);
      }
    }
    others.forEach(FaultProxy::restore);
  }

  private void look(ConnectionState state, int server, CompletableFuture<Boolean> arrived) {
    if (state == ConnectionState.CONNECTED && links.get(server).isConnected()) {
      arrived.complete(true);
    }
  }

  /** Sends the client on to any other server. */
  void move() {
    int next = (connected() + 1 + MOVES.getAndIncrement() % (links.size() - 1)) % links.size();
    moveTo(next);
  }

  private static final AtomicInteger MOVES = new AtomicInteger();

  private int connected() {
    return IntStream.range(0, links.size())
        .filter(i -> links.get(i).isConnected())
        .findFirst()
        .orElse(0);
  }

  @Override
  public void close() {
    opened.close();
    links.forEach(FaultProxy::close);
  }
}
