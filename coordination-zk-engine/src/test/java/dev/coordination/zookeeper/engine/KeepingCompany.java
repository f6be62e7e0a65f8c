package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ConnectionState;
import dev.coordination.support.AbstractParty.Entrant;
import dev.coordination.support.AbstractParty.Entry;
import dev.coordination.support.AbstractParty.Onlooker;
import dev.coordination.support.AbstractParty.View;
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
 * Some clients become members of one party, and leave at some later step; perhaps another one looks
 * on. No participant has two nodes, whoever believes to be a member has one, and in the end the
 * onlooker knows who is there.
 *
 * <p>Where the servers may end a session before its time, which no deadline can foresee, its client
 * may believe in its node until it has been told.
 */
final class KeepingCompany implements Scenario {

  private static final String PATH = "/party";

  private final int servers;
  private final int participants;
  private boolean endedEarly;
  private boolean followed;

  KeepingCompany(int servers, int participants) {
    this.servers = servers;
    this.participants = participants;
  }

  /** Sessions may end before their time. */
  KeepingCompany endedEarly() {
    endedEarly = true;
    return this;
  }

  /** The first client looks on, and is no member. */
  KeepingCompany followed() {
    followed = true;
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
    Audience audience = followed ? new Audience(world) : null;
    List<Participant> members = new ArrayList<>();
    for (int i = followed ? 1 : 0; i < participants + (followed ? 1 : 0); i++) {
      members.add(new Participant(world, String.valueOf((char) ('a' + i))));
    }
    EngineWorld.untilConnected(zooKeeper);
    if (audience != null) {
      audience.begin();
    }
    members.forEach(Participant::begin);
    return new Company(zooKeeper, members, audience);
  }

  private static EngineParty party(ScopedClient client) {
    return (EngineParty) client.shallowParty(PATH);
  }

  private static boolean isInTouch(ScopedClient client, SimClient simulated) {
    return simulated.isRunning() && client.connectionState() == ConnectionState.CONNECTED;
  }

  private static final class Participant implements Entrant {
    private final ScopedClient client;
    private final SimClient simulated;
    private final SimulatedZooKeeper zooKeeper;
    private @Nullable Entry entry;
    private long enteredIn;
    private boolean left;

    Participant(EngineWorld world, String name) {
      this.client = world.connect(name);
      this.simulated = world.of(client);
      this.zooKeeper = world.zooKeeper;
    }

    void begin() {
      simulated.offer("joins", this::join);
    }

    private void join() {
      entry = party(client).entry(this);
      entry.start();
    }

    @Override
    public void entered() {
      if (enteredIn == 0) {
        simulated.offer("leaves", this::leave);
      }
      enteredIn = simulated.sessionId().orElse(0);
    }

    private void leave() {
      left = true;
      if (entry != null) {
        var unused = entry.withdraw();
      }
    }

    @Override
    public void refused(RuntimeException failure) {
      throw failure;
    }

    boolean believes() {
      return simulated.isRunning() && entry != null && entry.stands();
    }

    /** The session of its node has been ended, and it has none since, as far as it knows. */
    boolean wasEndedEarly() {
      return !zooKeeper.isLive(enteredIn) && simulated.sessionId().orElse(enteredIn) == enteredIn;
    }

    boolean isFinished() {
      return !simulated.isAlive() || left;
    }

    String observed() {
      return believes() + "," + enteredIn + "," + left;
    }
  }

  private static final class Audience implements Onlooker {
    private final ScopedClient client;
    private final SimClient simulated;
    private @Nullable View view;

    Audience(EngineWorld world) {
      this.client = world.connect("a");
      this.simulated = world.of(client);
    }

    void begin() {
      simulated.offer("looks on", this::look);
    }

    private void look() {
      view = party(client).view(true, this);
      view.start();
    }

    List<String> seen() {
      List<String> seen = view == null ? null : view.seen();
      return seen == null ? List.of("nothing yet") : seen;
    }

    @Override
    public void changed() {}

    @Override
    public void refused(RuntimeException failure) {
      throw failure;
    }

    boolean isFinished() {
      return !simulated.isAlive() || view != null;
    }
  }

  private final class Company implements Run {
    private final SimulatedZooKeeper zooKeeper;
    private final List<Participant> members;
    private final @Nullable Audience audience;

    Company(SimulatedZooKeeper zooKeeper, List<Participant> members, @Nullable Audience audience) {
      this.zooKeeper = zooKeeper;
      this.members = members;
      this.audience = audience;
    }

    private List<String> present() {
      return zooKeeper.children(PATH).stream().map(Layout::shallowIdentifier).sorted().toList();
    }

    @Override
    public void check() {
      List<String> present = present();
      assertThat(present).as("nodes of participants").doesNotHaveDuplicates();
      for (Participant member : members) {
        if (member.believes() && !(endedEarly && member.wasEndedEarly())) {
          assertThat(present).as("who believes to be seen").contains(member.simulated.name());
        }
      }
    }

    @Override
    public String observed() {
      String seen = audience == null ? "" : audience.seen().toString() + audience.isFinished();
      return members.stream().map(Participant::observed).collect(Collectors.joining("|")) + seen;
    }

    @Override
    public boolean isFinished() {
      return members.stream().allMatch(Participant::isFinished)
          && (audience == null || audience.isFinished());
    }

    /** Where nobody died or is out of reach, the store must be clean, and the onlooker know it. */
    @Override
    public void checkEnd() {
      if (!zooKeeper.lateSteps().isEmpty()) {
        return;
      }
      for (Participant member : members) {
        if (isInTouch(member.client, member.simulated)) {
          assertThat(present()).as("left behind").doesNotContain(member.simulated.name());
        }
      }
      if (audience != null && isInTouch(audience.client, audience.simulated)) {
        assertThat(audience.seen()).as("seen").isEqualTo(present());
      }
    }
  }
}
