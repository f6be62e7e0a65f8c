package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;

/** The simulation keeps the contract: at once, with a delay on the wire, and through a follower. */
class SimulatedZnodeSessionTest {

  @Nested
  class AtOnce extends ZnodeSessionContract {
    @Override
    protected ZnodeSessionFixture newFixture() {
      return new Fixture(SimOptions.defaults(), 0);
    }
  }

  @Nested
  class Delayed extends ZnodeSessionContract {
    @Override
    protected ZnodeSessionFixture newFixture() {
      return new Fixture(SimOptions.defaults().withDelay(Duration.ofMillis(10)), 0);
    }
  }

  @Nested
  class ThroughAFollower extends ZnodeSessionContract {
    @Override
    protected ZnodeSessionFixture newFixture() {
      return new Fixture(SimOptions.defaults().withServers(2), 1);
    }
  }

  private static final class Fixture extends ZnodeSessionFixture {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final Duration STRIDE = Duration.ofMillis(10);

    private final SimulatedZooKeeper world;
    private final int server;

    Fixture(SimOptions options, int server) {
      this.world = SimulatedZooKeeper.automatic(options);
      this.server = server;
    }

    @Override
    public Client newClient() {
      return new SimulatedClient(world, world.newClient("client" + world.clients().size(), server));
    }

    @Override
    protected <T extends @Nullable Object> T get(CompletableFuture<T> future)
        throws ExecutionException {
      long limit = world.nanoTime() + PATIENCE.toNanos();
      while (!future.isDone() && world.nanoTime() < limit) {
        world.advance(STRIDE);
      }
      if (!future.isDone()) {
        throw new AssertionError("Not complete after " + PATIENCE);
      }
      try {
        return future.get();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void createByHand(String path) {
      world.create(path, new byte[0]);
    }

    @Override
    public void setDataByHand(String path, byte[] data) {
      world.setData(path, data);
    }

    @Override
    public void deleteByHand(String path) {
      world.delete(path);
    }

    @Override
    public boolean existsByHand(String path) {
      return world.stat(path).isPresent();
    }

    @Override
    public void close() {
      world.clients().forEach(client -> client.transport().close());
    }
  }

  private static final class SimulatedClient extends ZnodeSessionFixture.Client {

    private final SimulatedZooKeeper world;
    private final SimClient client;

    SimulatedClient(SimulatedZooKeeper world, SimClient client) {
      this.world = world;
      this.client = client;
    }

    @Override
    public ZnodeTransport transport() {
      return client.transport();
    }

    @Override
    public void cutLink() {
      client.cutLink();
    }

    @Override
    public void restoreLink() {
      client.restoreLink();
    }

    @Override
    public void dropNextRequest() {
      client.dropRequest(1);
    }

    @Override
    public void dropNextReply() {
      client.dropReply(1);
    }

    @Override
    public void expireByTime(ZnodeSession session) {
      client.cutLink();
      for (int i = 0; world.sessions().contains(session.id()); i++) {
        if (i > 60) {
          throw new AssertionError("The session does not expire");
        }
        world.advance(Duration.ofSeconds(1));
      }
    }

    @Override
    public void expireNow(ZnodeSession session) {
      world.expire(session.id());
    }
  }
}
