package dev.coordination.zookeeper.engine;

import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The engine's clients in a simulated world, with ids that are the same in every run. */
final class EngineWorld {

  final SimulatedZooKeeper zooKeeper;
  private final Map<ScopedClient, SimClient> simulated = new HashMap<>();

  EngineWorld(SimulatedZooKeeper zooKeeper) {
    this.zooKeeper = zooKeeper;
  }

  /** Connects a client to the leader. */
  ScopedClient connect(String name) {
    return connect(name, 0);
  }

  /** Connects a client to the given server. */
  ScopedClient connect(String name, int server) {
    return connect(server, EngineOptions.defaults(name));
  }

  /** Connects a client whose operations take no longer than that. */
  ScopedClient connect(String name, Duration operationTimeout) {
    EngineOptions defaults = EngineOptions.defaults(name);
    return connect(
        0,
        new EngineOptions(
            name,
            operationTimeout,
            defaults.connectTimeout(),
            defaults.tickAllowance(),
            defaults.contenderPatterns()));
  }

  private ScopedClient connect(int server, EngineOptions options) {
    String name = options.identifier();
    SimClient client = zooKeeper.newClient(name, server);
    EngineOptions simulatedTime = options.withWallClock(options.clockSkew(), zooKeeper.wallClock());
    ScopedClient connected = EngineClient.openNow(client.transport(), simulatedTime, new Ids(name));
    simulated.put(connected, client);
    return connected;
  }

  /** Lets everything happen that connecting takes, in a stepwise world. */
  static void untilConnected(SimulatedZooKeeper zooKeeper) {
    while (!zooKeeper.clients().stream().allMatch(SimClient::isConnected)) {
      zooKeeper.steps().get(0).run();
    }
  }

  /** Returns what lies beneath a client. */
  SimClient of(ScopedClient client) {
    return simulated.get(client);
  }

  /** Ids that tell whose they are: the client's name in hexadecimal, and a number. */
  private static final class Ids implements java.util.function.Supplier<String> {
    private final String name;
    private int last;

    Ids(String name) {
      this.name = name;
    }

    @Override
    public String get() {
      return "%016x%016x".formatted(name.hashCode(), ++last);
    }
  }
}
