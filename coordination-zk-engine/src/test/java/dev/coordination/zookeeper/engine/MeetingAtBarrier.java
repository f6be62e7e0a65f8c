package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ConnectionState;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.Scenario;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Some clients meet at one barrier, several times; perhaps one of them gives up at some step.
 * Nobody passes before the others have come as often, nobody who was counted is refused, and in the
 * end nobody waits for somebody who has passed.
 */
final class MeetingAtBarrier implements Scenario {

  private static final String PATH = "/barrier";

  private final int servers;
  private final int parties;
  private final int rounds;
  private boolean impatient;

  MeetingAtBarrier(int servers, int parties, int rounds) {
    this.servers = servers;
    this.parties = parties;
    this.rounds = rounds;
  }

  /** The first client gives up at some step. */
  MeetingAtBarrier impatient() {
    impatient = true;
    return this;
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    zooKeeper.create(Layout.waiters(PATH), new byte[0]);
    EngineWorld world = new EngineWorld(zooKeeper);
    List<Visitor> visitors = new ArrayList<>();
    for (int i = 0; i < parties; i++) {
      visitors.add(new Visitor(world, String.valueOf((char) ('a' + i)), impatient && i == 0));
    }
    EngineWorld.untilConnected(zooKeeper);
    visitors.forEach(Visitor::begin);
    return new Meeting(zooKeeper, visitors);
  }

  private final class Visitor {
    private final ScopedClient client;
    private final SimClient simulated;
    private final boolean givesUp;
    private int come;
    private int passed;
    private boolean refused;
    private BarrierWait.@Nullable Visit visit;

    Visitor(EngineWorld world, String name, boolean givesUp) {
      this.client = world.connect(name);
      this.simulated = world.of(client);
      this.givesUp = givesUp;
    }

    void begin() {
      simulated.offer("comes", this::come);
    }

    private void come() {
      come++;
      BarrierWait wait = new BarrierWait();
      visit = ((EngineBarrier) client.barrier(PATH, parties)).visit(wait);
      wait.whenSettled(() -> settled(wait));
      visit.begin();
      if (givesUp) {
        simulated.offer("gives up", visit::giveUp);
      }
    }

    private void settled(BarrierWait wait) {
      if (visit != null) {
        visit.withdraw();
      }
      if (!wait.hasPassed()) {
        refused = true;
      } else if (++passed < rounds) {
        begin();
      }
    }

    boolean isFinished() {
      return !simulated.isAlive() || refused || passed == rounds;
    }

    boolean isInTouch() {
      return simulated.isRunning() && client.connectionState() == ConnectionState.CONNECTED;
    }

    String observed() {
      return come + "," + passed + "," + refused;
    }
  }

  private final class Meeting implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<Visitor> visitors;

    Meeting(SimulatedZooKeeper zooKeeper, List<Visitor> visitors) {
      this.zooKeeper = zooKeeper;
      this.visitors = visitors;
    }

    @Override
    public void check() {
      int fewest = visitors.stream().mapToInt(one -> one.come).min().orElseThrow();
      for (Visitor visitor : visitors) {
        assertThat(visitor.passed).as("passed without the others").isLessThanOrEqualTo(fewest);
      }
      if (impatient && visitors.get(0).refused && visitors.get(0).isInTouch()) {
        assertThat(visitors)
            .as("passed together with one who was refused")
            .allMatch(one -> one.passed <= visitors.get(0).passed);
      }
    }

    @Override
    public String observed() {
      return visitors.stream().map(Visitor::observed).collect(Collectors.joining("|"));
    }

    /** Where somebody died or was refused, the other may wait for ever, and rightly so. */
    @Override
    public boolean isFinished() {
      return visitors.stream().allMatch(Visitor::isFinished)
          || visitors.stream().anyMatch(one -> !one.simulated.isAlive() || one.refused);
    }

    @Override
    public void checkEnd() {
      if (!zooKeeper.lateSteps().isEmpty() || !visitors.stream().allMatch(Visitor::isInTouch)) {
        return;
      }
      if (visitors.stream().allMatch(one -> one.passed == rounds)) {
        assertThat(zooKeeper.children(Layout.waiters(PATH))).as("left behind").isEmpty();
      }
    }
  }
}
