package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ConnectionState;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import dev.coordination.support.Scope;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.Scenario;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Some clients divide a few items. Each joins, and gives back what it is asked for, at some step of
 * its own; the first, if it is to, leaves at some step after it has had its share.
 */
final class DividingItems implements Scenario {

  private static final String PATH = "/set";

  private final int servers;
  private final int clients;
  private final List<String> items;
  private final PartitionOptions<String> options;
  private boolean firstLeaves;

  DividingItems(int servers, int clients, int items, boolean sticky) {
    PartitionOptions<String> quick =
        PartitionOptions.<String>defaults().withTimeBoundary(Duration.ZERO);
    this.servers = servers;
    this.clients = clients;
    this.items = IntStream.range(0, items).mapToObj(i -> "i" + i).toList();
    this.options = sticky ? quick.withSticky() : quick;
  }

  DividingItems firstLeaves() {
    firstLeaves = true;
    return this;
  }

  @Override
  public SimOptions options() {
    return SimOptions.defaults().withServers(servers);
  }

  @Override
  public Run begin(SimulatedZooKeeper zooKeeper) {
    List.of(PATH, PATH + "/locks", Layout.partitionMembers(PATH))
        .forEach(path -> zooKeeper.create(path, Layout.NO_DATA));
    items.forEach(item -> zooKeeper.create(Layout.partitionLock(PATH, item), Layout.NO_DATA));
    EngineWorld world = new EngineWorld(zooKeeper);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      ScopedClient client = world.connect(String.valueOf((char) ('a' + i)));
      members.add(new Member(client, world.of(client), firstLeaves && i == 0));
    }
    EngineWorld.untilConnected(zooKeeper);
    members.forEach(Member::begin);
    return new Divided(zooKeeper, members);
  }

  private final class Member {
    private final ScopedClient client;
    private final SimClient simulated;
    private final boolean leaves;
    private @Nullable SetPartitioner<String> partitioner;
    private boolean offeredToLeave;
    private boolean left;

    Member(ScopedClient client, SimClient simulated, boolean leaves) {
      this.client = client;
      this.simulated = simulated;
      this.leaves = leaves;
    }

    void begin() {
      simulated.offer("joins", this::join);
    }

    private void join() {
      SetPartitioner<String> fresh = client.setPartitioner(PATH, items, options);
      partitioner = fresh;
      var unused = fresh.onStateChange(Runnable::run, state -> changed(fresh, state));
    }

    private void changed(SetPartitioner<String> fresh, PartitionState state) {
      if (state == PartitionState.RELEASE) {
        simulated.offer("gives back", fresh::releaseSet);
      } else if (state == PartitionState.ACQUIRED && leaves && !offeredToLeave) {
        offeredToLeave = true;
        simulated.offer("leaves", this::leave);
      }
    }

    private void leave() {
      left = true;
      var unused = ((Scope.Member) Objects.requireNonNull(partitioner)).end();
    }

    /** Not of a process that stands still: to look is to wake it. */
    Map<String, Long> tokens() {
      SetPartitioner<String> mine = partitioner;
      Map<String, Long> tokens = new TreeMap<>();
      if (mine != null && simulated.isRunning()) {
        mine.acquired()
            .forEach(item -> mine.fencingToken(item).ifPresent(token -> tokens.put(item, token)));
      }
      return tokens;
    }

    boolean isSettled() {
      return !simulated.isAlive()
          || left
          || (!leaves && partitioner != null && partitioner.state() == PartitionState.ACQUIRED);
    }

    String observed() {
      SetPartitioner<String> mine = partitioner;
      String state = mine == null || !simulated.isRunning() ? "-" : mine.state().toString();
      return state + tokens() + left;
    }
  }

  private final class Divided implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<Member> members;
    private final Map<String, Long> newest = new HashMap<>();

    Divided(SimulatedZooKeeper zooKeeper, List<Member> members) {
      this.zooKeeper = zooKeeper;
      this.members = members;
    }

    /** No item is acquired by two, and no owner comes after one with a larger token. */
    @Override
    public void check() {
      List<String> owned = new ArrayList<>();
      for (Member member : members) {
        Map<String, Long> tokens = member.tokens();
        owned.addAll(tokens.keySet());
        tokens.forEach(
            (item, token) -> {
              assertThat(token).as(item).isGreaterThanOrEqualTo(newest.getOrDefault(item, 0L));
              newest.put(item, token);
            });
      }
      assertThat(owned).as("acquired").doesNotHaveDuplicates();
    }

    @Override
    public String observed() {
      return members.stream().map(Member::observed).collect(Collectors.joining("|")) + newest;
    }

    /** Everybody who is left has its share, and every item an owner, unless nobody is left. */
    @Override
    public boolean isFinished() {
      List<Member> rest = members.stream().filter(m -> m.simulated.isAlive() && !m.left).toList();
      Set<String> owned =
          rest.stream().flatMap(m -> m.tokens().keySet().stream()).collect(Collectors.toSet());
      return members.stream().allMatch(Member::isSettled)
          && (rest.isEmpty() || owned.size() == items.size());
    }

    /** Where nobody died or is out of reach, there is one entry for each who is left. */
    @Override
    public void checkEnd() {
      if (members.stream().allMatch(this::isInTouch) && zooKeeper.lateSteps().isEmpty()) {
        assertThat(zooKeeper.children(Layout.partitionMembers(PATH)))
            .as("members")
            .hasSize((int) members.stream().filter(member -> !member.left).count());
      }
    }

    private boolean isInTouch(Member member) {
      return member.simulated.isRunning()
          && member.client.connectionState() == ConnectionState.CONNECTED;
    }
  }
}
