package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ConnectionState;
import dev.coordination.support.AbstractDoubleBarrier.Stay;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.Scenario;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clients enter one double barrier and leave it, as long as there are entries left to take; perhaps
 * one of them gives up at some step. Nobody enters, and nobody has left, before another one has
 * come as far; a session that was lost may have been counted in its client's place. In the end, all
 * are out but who has nobody to enter with, and nothing is left of them.
 */
final class EnteringTogether implements Scenario {

  private static final String PATH = "/double";
  private static final int PARTIES = 2;

  private final int servers;
  private final int clients;
  private final int rounds;
  private boolean impatient;

  EnteringTogether(int servers, int clients, int rounds) {
    this.servers = servers;
    this.clients = clients;
    this.rounds = rounds;
  }

  /** The first client gives up at some step. */
  EnteringTogether impatient() {
    impatient = true;
    return this;
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    zooKeeper.create(PATH, new byte[0]);
    EngineWorld world = new EngineWorld(zooKeeper);
    Company company = new Company(zooKeeper);
    for (int i = 0; i < clients; i++) {
      company.visitors.add(
          new Visitor(company, world, String.valueOf((char) ('a' + i)), impatient && i == 0));
    }
    EngineWorld.untilConnected(zooKeeper);
    company.visitors.forEach(Visitor::goOn);
    return company;
  }

  private static final class Visitor {
    private final Company company;
    private final ScopedClient client;
    private final SimClient simulated;
    private final boolean givesUp;
    private final Set<Long> sessions = new HashSet<>();
    private int come;
    private int entered;
    private int leaving;
    private int left;
    private boolean refused;
    private boolean done;
    private @Nullable Stay stay;

    Visitor(Company company, EngineWorld world, String name, boolean givesUp) {
      this.company = company;
      this.client = world.connect(name);
      this.simulated = world.of(client);
      this.givesUp = givesUp;
    }

    void goOn() {
      if (company.entries > 0) {
        company.entries--;
        simulated.offer("enters", this::enter);
      } else {
        done = true;
      }
    }

    private void enter() {
      come++;
      stay = ((EngineDoubleBarrier) client.doubleBarrier(PATH, PARTIES)).stay();
      BarrierWait wait = new BarrierWait();
      BarrierWait.Visit entrance = stay.entrance(wait);
      wait.whenSettled(() -> settled(wait));
      entrance.begin();
      if (givesUp) {
        simulated.offer("gives up", entrance::giveUp);
      }
    }

    private void settled(BarrierWait wait) {
      if (wait.hasPassed()) {
        entered++;
        simulated.offer("leaves", this::leave);
      } else {
        refused = true;
      }
    }

    private void leave() {
      leaving++;
      BarrierWait wait = new BarrierWait();
      BarrierWait.Visit exit = Objects.requireNonNull(stay).exit(wait);
      wait.whenSettled(this::left);
      exit.begin();
    }

    private void left() {
      left++;
      goOn();
    }

    boolean isDone() {
      return done;
    }

    boolean isWaiting() {
      return come > entered;
    }

    boolean isInTouch() {
      return simulated.isRunning() && client.connectionState() == ConnectionState.CONNECTED;
    }

    long lostSessions() {
      simulated.sessionId().ifPresent(sessions::add);
      return sessions.stream().filter(id -> !company.zooKeeper.isLive(id)).count();
    }

    String observed() {
      return "%d,%d,%d,%d,%s,%s,%d"
          .formatted(come, entered, leaving, left, refused, done, lostSessions());
    }
  }

  private final class Company implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<Visitor> visitors = new ArrayList<>();
    private int entries = clients * rounds;

    Company(SimulatedZooKeeper zooKeeper) {
      this.zooKeeper = zooKeeper;
    }

    @Override
    public void check() {
      long lost = visitors.stream().mapToLong(Visitor::lostSessions).sum();
      for (Visitor visitor : visitors) {
        assertThat(visitor.entered)
            .as("entered without another one")
            .isLessThanOrEqualTo((int) (comeBeside(visitor) + lost));
        assertThat(visitor.left)
            .as("had left without another one")
            .isLessThanOrEqualTo((int) (leavingBeside(visitor) + lost));
      }
      checkInside(lost);
      checkRefused();
    }

    private int comeBeside(Visitor visitor) {
      return visitors.stream().filter(one -> one != visitor).mapToInt(one -> one.come).sum();
    }

    private int leavingBeside(Visitor visitor) {
      return visitors.stream().filter(one -> one != visitor).mapToInt(one -> one.leaving).sum();
    }

    /** A participant that knows nothing yet of its death may believe to be inside. */
    private void checkInside(long lost) {
      long inside = visitors.stream().filter(one -> one.entered > one.leaving).count();
      assertThat(inside).as("inside").isLessThanOrEqualTo(PARTIES + lost);
    }

    private void checkRefused() {
      Visitor first = visitors.get(0);
      if (impatient && first.refused && first.isInTouch() && clients == 2) {
        assertThat(visitors.get(1).entered)
            .as("entered together with one who was refused")
            .isLessThanOrEqualTo(first.entered);
      }
    }

    @Override
    public String observed() {
      return visitors.stream().map(Visitor::observed).collect(Collectors.joining("|"));
    }

    @Override
    public boolean isFinished() {
      return visitors.stream().anyMatch(one -> !one.simulated.isAlive() || one.refused)
          || isOver(visitors.stream().filter(one -> !one.isDone()).toList());
    }

    /** Whether those who are not done may wait for ever: there are too few of them. */
    private boolean isOver(List<Visitor> others) {
      return others.size() < PARTIES && others.stream().allMatch(Visitor::isWaiting);
    }

    @Override
    public void checkEnd() {
      if (!zooKeeper.lateSteps().isEmpty() || !visitors.stream().allMatch(Visitor::isInTouch)) {
        return;
      }
      if (visitors.stream().allMatch(one -> one.come == one.left)) {
        assertThat(Layout.participants(zooKeeper.children(PATH))).as("left behind").isEmpty();
      }
    }
  }
}
