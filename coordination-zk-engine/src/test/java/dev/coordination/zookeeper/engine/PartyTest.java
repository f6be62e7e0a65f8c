package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.CoordinationClient;
import dev.coordination.MalformedDataException;
import dev.coordination.Party;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Scheduler;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.RequestKind;
import dev.coordination.zookeeper.engine.sim.SimClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members' nodes, and the faults that others have had with them. */
@Timeout(60)
final class PartyTest {

  private static final String PATH = "/party";
  private static final Duration SESSION = Duration.ofSeconds(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper store = world.zooKeeper;
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");

  private String text(String node) {
    return Layout.decode(store.data(node).orElseThrow());
  }

  private static Party joined(Party party) {
    party.join();
    return party;
  }

  // Nodes

  @Test
  void nodesAreThoseOfKazoo() {
    joined(a.party(PATH));
    String deep = store.children(PATH).get(0);
    assertThat(deep).matches("[0-9a-f]{32}__party__");
    assertThat(text(PATH + "/" + deep)).isEqualTo("a");
    joined(a.withIdentifier("x-y").shallowParty("/shallow"));
    String shallow = store.children("/shallow").get(0);
    assertThat(shallow).matches("[0-9a-f]{32}-x-y");
    assertThat(text("/shallow/" + shallow)).isEqualTo("x-y");
    assertThat(store.stat("/shallow/" + shallow).orElseThrow().ephemeralOwner()).isNotZero();
  }

  @Test
  void nodesOfOtherStacksAreMembers() {
    store.create(PATH, new byte[0]);
    store.create(PATH + "/anything__party__0", Layout.encode("other"));
    store.create(PATH + "/0123456789abcdef0123456789ABCDEF-one-two", new byte[0]);
    assertThat(a.party(PATH).members()).containsExactly("other");
    assertThat(a.shallowParty(PATH).members()).containsExactly("one-two");
  }

  @Test
  void belowAnEphemeralNodeThereIsNoParty() {
    joined(a.party(PATH));
    String node = PATH + "/" + store.children(PATH).get(0);
    Party impossible = b.party(node);
    assertThatThrownBy(impossible::join).isInstanceOf(MalformedDataException.class);
    assertThat(impossible.isMember()).isFalse();
    assertThat(impossible.leave()).isFalse();
  }

  // The faults of kazoo's Party

  /** Row 18 of the measured faults: there it is right, and must stay so. */
  @Test
  void kazoosJoinWhoseReplyIsLostIsOneNode() {
    store.create(PATH, new byte[0]);
    world.of(a).dropReply(1);
    Party party = joined(a.party(PATH));
    assertThat(party.members()).containsExactly("a");
    assertThat(store.children(PATH)).hasSize(1);
  }

  @Test
  void kazooNeverJoinsAgainAfterSessionLoss() {
    Party party = joined(a.party(PATH));
    world.of(a).cutLink();
    store.advance(SESSION.multipliedBy(2));
    assertThat(party.isMember()).as("participating").isFalse();
    world.of(a).restoreLink();
    assertThat(party.isMember()).isTrue();
    assertThat(b.party(PATH).members()).containsExactly("a");
  }

  /** kazoo takes whatever has its name for its own node. */
  @Test
  void kazooTrustsANodeThatBelongsToNobody() {
    store.create(PATH, new byte[0]);
    String next = Layout.member(PATH, "%016x%016x".formatted("a".hashCode(), 1));
    store.create(next, Layout.encode("stale"));
    Party party = joined(a.party(PATH));
    assertThat(party.members()).containsExactlyInAnyOrder("stale", "a");
    party.leave();
    assertThat(store.children(PATH)).containsExactly(Layout.name(next));
  }

  @Test
  void kazooDoesNotTellOfChanges() {
    List<List<String>> told = new ArrayList<>();
    var registration = b.party(PATH).onMembershipChange(Runnable::run, told::add);
    Party party = joined(a.party(PATH));
    party.leave();
    assertThat(told).containsExactly(List.of(), List.of("a"), List.of());
    registration.close();
    assertThat(store.watches()).isZero();
  }

  @Test
  void kazoosListsAreInNoOrder() {
    List<String> names = List.of("m", "c", "x", "a", "k");
    names.forEach(name -> joined(world.connect(name).party(PATH)));
    assertThat(a.party(PATH).members()).isEqualTo(names);
  }

  @Test
  void kazooListsForeignChildrenOfAShallowParty() {
    store.create(PATH, new byte[0]);
    store.create(PATH + "/readme", new byte[0]);
    store.create(PATH + "/a-readme", new byte[0]);
    joined(a.shallowParty(PATH));
    assertThat(b.shallowParty(PATH).members()).containsExactly("a");
    assertThat(b.shallowParty(PATH).size()).isEqualTo(1);
  }

  /** As a Java port with the usual UUIDs would. */
  @Test
  void anIdentifierIsNotSplitAtTheWrongDash() {
    joined(a.withIdentifier("one-two-").shallowParty(PATH));
    joined(a.withIdentifier("").shallowParty(PATH));
    assertThat(b.shallowParty(PATH).members()).containsExactly("", "one-two-");
  }

  // The faults of Curator's GroupMember

  /**
   * Curator takes the node of its former session for its own, and is no member when that ends. Here
   * whoever owns the connection gives the session up while it is alive at the store.
   */
  @Test
  void curatorAdoptsTheNodeOfTheFormerSession() {
    Handed transport = new Handed(store.newClient("first"));
    int[] ids = {0};
    CoordinationClient client =
        EngineClient.openNow(
            transport, EngineOptions.defaults("c"), () -> "%032x".formatted(++ids[0]));
    Party party = joined(client.party(PATH));
    List<String> before = store.children(PATH);
    transport.giveUp();
    assertThat(party.isMember()).isFalse();
    assertThat(store.children(PATH)).as("alive at the store").isEqualTo(before);
    SimClient second = store.newClient("second");
    transport.handOver(second);
    assertThat(party.isMember()).isTrue();
    assertThat(store.children(PATH)).as("and not two").hasSize(1).isNotEqualTo(before);
    String node = PATH + "/" + store.children(PATH).get(0);
    assertThat(store.stat(node).orElseThrow().ephemeralOwner())
        .isEqualTo(second.sessionId().orElseThrow());
    assertThat(second.counts()).containsEntry(RequestKind.DELETE, 1);
  }

  @Test
  void curatorListsItselfThoughItIsNotThere() {
    Party party = a.party(PATH);
    assertThat(party.members()).isEmpty();
    assertThat(party.isMember()).isFalse();
    joined(party).leave();
    assertThat(party.members()).isEmpty();
  }

  /** There a flag tells it that only tests can see. */
  @Test
  void curatorGivesUpInSilenceWhenItIsDenied() {
    store.create(PATH, new byte[0]);
    store.denyCreating(PATH);
    Party party = a.party(PATH);
    assertThatThrownBy(party::join).hasMessageContaining("denied");
    store.advance(SESSION);
    assertThat(world.of(a).counts()).containsEntry(RequestKind.CREATE, 1);
  }

  // Unknown outcomes

  @Test
  void aJoinThatIsTooLateIsTakenBackInTheLivingSession() {
    ScopedClient hasty = world.connect("h", Duration.ofSeconds(2));
    store.create(PATH, new byte[0]);
    world.of(hasty).cutLinkWhenItBreaks();
    world.of(hasty).dropReply(1);
    CompletableFuture<Void> join = joining(hasty.party(PATH));
    assertThat(store.children(PATH)).hasSize(1);
    store.advance(Duration.ofSeconds(3));
    assertThatThrownBy(join::join).hasCauseInstanceOf(ServiceUnavailableException.class);
    assertThat(store.children(PATH)).as("its session lives").hasSize(1);
    world.of(hasty).restoreLink();
    assertThat(store.children(PATH)).isEmpty();
    store.advance(SESSION);
    assertThat(store.children(PATH)).isEmpty();
  }

  /** Its node may have gone by the time that anybody looks. */
  @Test
  void aNodeOfASessionOfUnknownAgeIsBelievedInLater() {
    Handed transport = new Handed(store.newClient("first"));
    transport.age = Duration.ofDays(3650);
    CoordinationClient client =
        EngineClient.openNow(transport, EngineOptions.defaults("c"), () -> "c".repeat(32));
    Party party = client.party(PATH);
    CompletableFuture<Void> join = joining(party);
    assertThat(store.children(PATH)).hasSize(1);
    assertThat(party.isMember()).isFalse();
    store.advance(Duration.ofSeconds(3));
    join.join();
    assertThat(party.isMember()).isTrue();
  }

  /** Joins on a thread of its own, and returns when that waits. */
  private static CompletableFuture<Void> joining(Party party) {
    CompletableFuture<Void> join = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                party.join();
                join.complete(null);
              } catch (RuntimeException e) {
                join.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    return join;
  }

  // What is left

  @Test
  void nothingIsLeftOfManyWhoCameAndWent() {
    for (int i = 0; i < 50; i++) {
      Party party = joined(a.party(PATH));
      var registration = party.onMembershipChange(Runnable::run, members -> {});
      registration.close();
      party.leave();
    }
    assertThat(store.children(PATH)).isEmpty();
    assertThat(store.watches()).isZero();
    assertThat(((EngineClient) a.backend()).kept()).isZero();
  }

  /** A connection that its owner replaces, with the session before still alive at the store. */
  private static final class Handed implements ZnodeTransport {

    private final SimClient first;
    private Duration age = Duration.ZERO;
    private SessionListener listener = new Nobody();
    private Executor delivery = Runnable::run;
    private ZnodeSession session;

    Handed(SimClient first) {
      this.first = first;
    }

    void giveUp() {
      listener.ended(session);
    }

    void handOver(SimClient second) {
      second.transport().start(listener, delivery);
    }

    @Override
    public void start(SessionListener recipes, Executor executor) {
      listener = recipes;
      delivery = executor;
      first
          .transport()
          .start(
              new Nobody() {
                @Override
                public void established(ZnodeSession of, long sent) {
                  session = of;
                  listener.established(of, sent - age.toNanos());
                }
              },
              executor);
    }

    @Override
    public Scheduler scheduler() {
      return first.transport().scheduler();
    }

    @Override
    public Executor callbackExecutor() {
      return Runnable::run;
    }

    @Override
    public boolean ownsSession() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static class Nobody implements SessionListener {

    @Override
    public void established(ZnodeSession session, long sentNanos) {}

    @Override
    public void suspended(ZnodeSession session) {}

    @Override
    public void resumed(ZnodeSession session, long sentNanos) {}

    @Override
    public void ended(ZnodeSession session) {}
  }
}
