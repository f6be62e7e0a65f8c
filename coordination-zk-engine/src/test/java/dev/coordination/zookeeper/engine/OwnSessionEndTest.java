package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A client that holds and waits in one line, and whose session is ended by hand. */
final class OwnSessionEndTest {

  @Test
  void theWaitIsNotGrantedBecauseTheHoldOfItsOwnDyingSessionGoes() {
    EngineWorld world = new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
    ScopedClient client = world.connect("a");
    DistributedLock lock = client.lock("/line");
    Hold first = lock.acquireAsync().join();
    List<HoldState> whenGranted = new ArrayList<>();
    List<Hold> granted = new ArrayList<>();
    var unused =
        lock.acquireAsync()
            .thenAccept(
                hold -> {
                  granted.add(hold);
                  whenGranted.add(hold.state());
                });

    world.of(client).expireNow();

    assertThat(first.state()).isEqualTo(HoldState.LOST);
    assertThat(granted).hasSize(1);
    assertThat(granted.get(0).state()).isEqualTo(HoldState.HELD);
    assertThat(whenGranted).containsExactly(HoldState.HELD);
  }
}
