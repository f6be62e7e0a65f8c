package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.zookeeper.engine.sim.Scenario;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * Some clients acquire once each in one line, and release at some later step.
 *
 * <p>Where the servers may end a session before its time, which no deadline can foresee, its client
 * may believe in its hold until it has been told: there a hold does not count whose session the
 * servers have ended, unless its client has a later one.
 */
final class TakingTurns implements Scenario {

  private static final String PATH = "/line";

  /** What a client does in the line, and whether it shares with others who do so. */
  enum Role {
    LOCKS,
    IS_ELECTED,
    READS,
    WRITES;

    private CompletableFuture<? extends Hold> acquire(CoordinationClient client) {
      return switch (this) {
        case LOCKS -> client.lock(PATH).acquireAsync();
        case IS_ELECTED -> client.election(PATH).campaignAsync();
        case READS -> client.readLock(PATH).acquireAsync();
        case WRITES -> client.writeLock(PATH).acquireAsync();
      };
    }

    private boolean shares() {
      return this == READS;
    }
  }

  private final int servers;
  private final List<Role> roles;
  private boolean endedEarly;

  TakingTurns(int servers, Role... roles) {
    this.servers = servers;
    this.roles = List.of(roles);
  }

  /** Sessions may end before their time. */
  TakingTurns endedEarly() {
    endedEarly = true;
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
    List<Member> members = new ArrayList<>();
    for (Role role : roles) {
      String name = String.valueOf((char) ('a' + members.size()));
      members.add(new Member(new Player(world, name, role::acquire), role));
    }
    EngineWorld.untilConnected(zooKeeper);
    members.forEach(member -> member.player.begin());
    return new Turns(zooKeeper, members);
  }

  private record Member(Player player, Role role) {

    long token() {
      return Objects.requireNonNull(player.hold()).fencingToken();
    }
  }

  private final class Turns implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<Member> members;
    private long newestToken;
    private long newestExclusiveToken;

    Turns(SimulatedZooKeeper zooKeeper, List<Member> members) {
      this.zooKeeper = zooKeeper;
      this.members = members;
    }

    /**
     * Whoever does not share is alone; and since a token is the place in line, whoever has been
     * granted excludes no one in front.
     */
    @Override
    public void check() {
      List<Member> holders = members.stream().filter(this::counts).toList();
      if (holders.stream().anyMatch(holder -> !holder.role.shares())) {
        assertThat(holders).as("believe to hold").hasSize(1);
      }
      for (Member holder : holders) {
        long before = holder.role.shares() ? newestExclusiveToken : newestToken;
        assertThat(holder.token()).as("token of the newest holder").isGreaterThanOrEqualTo(before);
        newestToken = Math.max(newestToken, holder.token());
        newestExclusiveToken = holder.role.shares() ? newestExclusiveToken : holder.token();
      }
    }

    private boolean counts(Member member) {
      return member.player.believesToHold() && !(endedEarly && member.player.wasEndedEarly());
    }

    @Override
    public String observed() {
      return members.stream().map(m -> m.player.observed()).collect(Collectors.joining("|"))
          + newestToken
          + "|"
          + newestExclusiveToken;
    }

    @Override
    public boolean isFinished() {
      return members.stream().allMatch(member -> member.player.isFinished());
    }

    /** Where nobody died or is out of reach, the store must be clean. */
    @Override
    public void checkEnd() {
      if (members.stream().allMatch(m -> m.player.isInTouch()) && zooKeeper.lateSteps().isEmpty()) {
        assertThat(zooKeeper.children(PATH)).as("left behind").isEmpty();
      }
    }
  }
}
