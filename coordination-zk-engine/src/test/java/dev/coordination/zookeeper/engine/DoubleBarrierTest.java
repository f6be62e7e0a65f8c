package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.HoldLostException;
import dev.coordination.support.AbstractDoubleBarrier.Stay;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.RequestKind;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Participants' nodes, generations that kazoo lets in, and the faults that others have had. */
@Timeout(60)
final class DoubleBarrierTest {

  private static final String PATH = "/double";
  private static final String READY = Layout.ready(PATH);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper store = world.zooKeeper;
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final ScopedClient c = world.connect("c");

  /** One stay of a client, whose names are in the order of the clients'. */
  private static final class Participant {
    private final Stay stay;
    private final BarrierWait entering = new BarrierWait();
    private final BarrierWait leaving = new BarrierWait();
    private final BarrierWait.Visit entrance;

    Participant(ScopedClient client, int parties) {
      stay = ((EngineDoubleBarrier) client.doubleBarrier(PATH, parties)).stay();
      entrance = stay.entrance(entering);
      entrance.begin();
    }

    Participant leave() {
      stay.exit(leaving).begin();
      return this;
    }

    boolean isInside() {
      return entering.hasPassed();
    }

    boolean hasLeft() {
      return leaving.hasPassed();
    }
  }

  /** One who comes as kazoo's client does, and lets in nobody itself. */
  private static Participant like(ScopedClient kazoo) {
    return new Participant(kazoo, 99);
  }

  // Nodes

  @Test
  void nodesAreThoseOfKazoo() {
    Participant first = new Participant(a, 2);
    assertThat(store.children(PATH)).singleElement().asString().matches("[0-9a-f]{32}");
    String node = PATH + "/" + store.children(PATH).get(0);
    assertThat(Layout.decode(store.data(node).orElseThrow())).isEqualTo("a");
    assertThat(store.stat(node).orElseThrow().ephemeralOwner()).isNotZero();
    Participant second = new Participant(b, 2);
    assertThat(first.isInside() && second.isInside()).isTrue();
    assertThat(store.children(PATH)).hasSize(3).contains("ready");
    assertThat(store.stat(READY).orElseThrow().ephemeralOwner()).isZero();
    first.leave();
    assertThat(store.stat(READY)).isEmpty();
    second.leave();
    assertThat(first.hasLeft() && second.hasLeft()).isTrue();
    assertThat(store.children(PATH)).isEmpty();
    assertThat(store.watches()).isZero();
  }

  // What others have had

  /** Row 4 of the measured faults; the marker comes and goes while the link is down. */
  @Test
  void kazooMissesTheMarkerWhileItIsCutOff() {
    Participant first = new Participant(a, 2);
    world.of(a).cutLink();
    Participant second = new Participant(b, 2).leave();
    assertThat(second.isInside()).isTrue();
    assertThat(second.hasLeft()).isFalse();
    world.of(a).restoreLink();
    assertThat(first.isInside()).isTrue();
    first.leave();
    assertThat(first.hasLeft() && second.hasLeft()).isTrue();
  }

  /** Row 21. */
  @Test
  void kazooGoesInAloneByAStaleMarker() {
    store.create(PATH, new byte[0]);
    store.create(READY, new byte[0]);
    Participant first = new Participant(a, 2);
    assertThat(first.isInside()).isFalse();
    assertThat(store.stat(READY)).isEmpty();
    Participant second = new Participant(b, 2);
    assertThat(first.isInside() && second.isInside()).isTrue();
  }

  /** Row 22. */
  @Test
  void kazooLeavesSomebodyInsideWhenTheLowestDies() {
    Participant lowest = new Participant(a, 3);
    Participant second = new Participant(b, 3);
    Participant third = new Participant(c, 3);
    second.leave();
    world.of(a).expireNow();
    assertThat(lowest.isInside() && third.isInside()).isTrue();
    assertThat(second.hasLeft()).as("left while the third is inside").isFalse();
    third.leave();
    assertThat(second.hasLeft() && third.hasLeft()).isTrue();
  }

  /** Row 23. */
  @Test
  void kazooWaitsForAForeignChildForEver() {
    store.create(PATH, new byte[0]);
    store.create(PATH + "/readme", new byte[0]);
    Participant first = new Participant(a, 2);
    assertThat(first.isInside()).as("counted what is nobody's").isFalse();
    Participant second = new Participant(b, 2);
    second.leave();
    first.leave();
    assertThat(first.hasLeft() && second.hasLeft()).isTrue();
  }

  @Test
  void curatorLeavesTheNodeOfOneWhoseTimeIsOver() {
    Participant first = new Participant(a, 2);
    first.entrance.giveUp();
    assertThat(first.entering.isSettled()).isTrue();
    assertThat(first.isInside()).isFalse();
    assertThat(store.children(PATH)).isEmpty();
  }

  @Test
  void curatorFindsItsOwnNodeAndFailsWhenTheReplyIsLost() {
    store.create(PATH, new byte[0]);
    world.of(a).dropReply(1);
    Participant first = new Participant(a, 2);
    Participant second = new Participant(b, 2);
    assertThat(first.isInside() && second.isInside()).isTrue();
    assertThat(store.children(PATH)).hasSize(3);
  }

  @Test
  void curatorLetsInOneMoreThanTheParties() {
    Participant first = new Participant(a, 2);
    Participant second = new Participant(b, 2);
    Participant third = new Participant(c, 2);
    assertThat(third.isInside()).isFalse();
    assertThat(store.children(PATH)).as("kazoo would wait for its node").hasSize(3);
    first.leave();
    second.leave();
    assertThat(store.children(PATH)).hasSize(1);
    assertThat(third.isInside()).isFalse();
    assertThat(new Participant(a, 2).isInside()).isTrue();
    assertThat(third.isInside()).isTrue();
  }

  @Test
  void ofThoseWhoComeAtOnceTheFirstAreLetIn() {
    store.create(PATH, new byte[0]);
    store.delay(Duration.ofMillis(10));
    Participant first = new Participant(a, 2);
    Participant second = new Participant(b, 2);
    Participant third = new Participant(c, 2); // each of them sees three
    store.advance(Duration.ofMillis(200));
    assertThat(first.isInside() && second.isInside()).isTrue();
    assertThat(third.isInside()).isFalse();
  }

  /** At its head, Curator's client counts anew who is there when it wakes up late. */
  @Test
  void curatorForgetsWhoWakesUpWhenTheOthersAreLeaving() {
    Participant late = new Participant(a, 3);
    world.of(a).freeze();
    Participant second = new Participant(b, 3);
    Participant third = new Participant(c, 3);
    second.leave();
    third.leave();
    world.of(a).thaw();
    assertThat(late.isInside()).isTrue();
    late.leave();
    assertThat(second.hasLeft() && third.hasLeft() && late.hasLeft()).isTrue();
  }

  // Generations that kazoo lets in

  @Test
  void aMarkerThatKazooMakesLetsInWhoeverIsThere() {
    Participant first = new Participant(a, 2);
    assertThat(first.isInside()).isFalse();
    store.create(READY, new byte[0]);
    assertThat(first.isInside()).isTrue();
  }

  /** It has counted enough, goes in and out again, and all that while the last of us looks. */
  @Test
  void aMarkerOfKazooThatWentBeforeOursWasMadeLetsUsIn() {
    String kazoo = kazoos(1).get(0);
    store.delay(Duration.ofMillis(10));
    Participant last = new Participant(a, 2);
    store.advance(Duration.ofMillis(25)); // it has seen two, and its marker is on its way
    goInAndOut(List.of(kazoo));
    store.advance(Duration.ofMillis(100));
    assertThat(last.isInside()).isTrue();
  }

  @Test
  void aMarkerOfKazooThatStandsInTheWayOfOursLetsUsIn() {
    String kazoo = kazoos(1).get(0);
    store.delay(Duration.ofMillis(10));
    Participant last = new Participant(a, 2);
    store.advance(Duration.ofMillis(25));
    store.create(READY, new byte[0]);
    store.advance(Duration.ofMillis(10)); // ours has been refused, which is on its way
    store.delete(READY);
    store.delete(kazoo);
    store.advance(Duration.ofMillis(100));
    assertThat(last.isInside()).isTrue();
  }

  @Test
  void aMarkerOfKazooThatWentWhileWeAskedForAgesLetsUsIn() {
    List<String> kazoos = kazoos(2);
    store.delay(Duration.ofMillis(10));
    Participant last = new Participant(a, 2);
    store.advance(Duration.ofMillis(25)); // it has seen three, and asks who came first
    goInAndOut(kazoos);
    store.advance(Duration.ofMillis(100));
    assertThat(last.isInside()).isTrue();
  }

  @Test
  void aMarkerOfKazooThatWentLetsInWhoIsTooMany() {
    List<String> kazoos = kazoos(2);
    Participant third = new Participant(a, 2);
    assertThat(third.isInside()).isFalse();
    store.delay(Duration.ofMillis(10));
    goInAndOut(kazoos);
    store.advance(Duration.ofMillis(100));
    assertThat(third.isInside()).isTrue();
  }

  /** Two find one marker of the dead, and one is the first to take it away. */
  @Test
  void aMarkerOfTheDeadThatAnotherTakesAwayLetsInNobody() {
    store.create(PATH, new byte[0]);
    store.create(READY, new byte[0]);
    store.delay(Duration.ofMillis(10));
    Participant first = new Participant(a, 3);
    Participant second = new Participant(b, 3);
    store.advance(Duration.ofMillis(25)); // both are about to take it away
    store.delete(READY);
    store.advance(Duration.ofMillis(100));
    assertThat(first.isInside() || second.isInside()).isFalse();
    Participant third = new Participant(c, 3);
    store.advance(Duration.ofMillis(100));
    assertThat(first.isInside() && second.isInside() && third.isInside()).isTrue();
  }

  /** Lets so many come as kazoo's client does, and returns their nodes. */
  private List<String> kazoos(int count) {
    store.create(PATH, new byte[0]);
    List<String> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String node = PATH + "/" + String.valueOf(i).repeat(32);
      store.create(node, new byte[0]);
      nodes.add(node);
    }
    return nodes;
  }

  /** Those make the marker and take it away again at once, and their nodes. */
  private void goInAndOut(List<String> kazoos) {
    store.create(READY, new byte[0]);
    store.delete(READY);
    kazoos.forEach(store::delete);
  }

  @Test
  void whoComesToAGenerationOfKazoosStandsAside() {
    Participant kazoo = like(a);
    Participant other = like(b);
    store.create(READY, new byte[0]);
    Participant next = new Participant(c, 1);
    assertThat(kazoo.isInside() && other.isInside()).isTrue();
    assertThat(next.isInside()).isFalse();
    assertThat(store.children(PATH)).as("kazoo would wait for its node").hasSize(3);
    kazoo.leave();
    other.leave();
    assertThat(kazoo.hasLeft() && other.hasLeft()).as("waited for one who came later").isTrue();
    assertThat(next.isInside()).isTrue();
  }

  // The store

  /** The lowest waits inside, and the other does not wait for it any more when it has gone. */
  @Test
  void whoseNodeIsTakenAwayWhileItLeavesIsTold() {
    Participant lowest = new Participant(a, 2);
    Participant other = new Participant(b, 2);
    assertThat(lowest.isInside() && other.isInside()).isTrue();
    lowest.leave();
    store.delete(PATH + "/" + Layout.participants(store.children(PATH)).get(0));
    assertThat(lowest.leaving.isSettled()).as("told at once").isTrue();
    assertThat(lowest.hasLeft()).isFalse();
    other.leave();
    assertThat(other.hasLeft()).isTrue();
  }

  @Test
  void aGenerationThatIsTakenOutLeavesNoMarker() {
    Participant first = new Participant(a, 2);
    Participant second = new Participant(b, 2);
    assertThat(first.stay.abandon()).isDone();
    assertThat(second.stay.abandon()).isDone();
    assertThat(store.children(PATH)).as("kazoo would go in alone by a marker").isEmpty();
  }

  /** A node that lives with no session, from a backup say, can keep nobody out. */
  @Test
  void aNodeOfNobodyKeepsNobodyOut() {
    store.create(PATH, new byte[0]);
    String ghost = "0".repeat(32);
    store.create(PATH + "/" + ghost, new byte[0]);
    store.setData(PATH, Layout.encodeRecord(List.of(ghost)));
    Participant first = new Participant(b, 3);
    Participant second = new Participant(c, 3);
    assertThat(first.isInside() && second.isInside()).as("counted as long as it stands").isTrue();
    first.leave();
    second.leave();
    assertThat(first.hasLeft() && second.hasLeft()).isTrue();
    assertThat(new Participant(a, 1).isInside()).as("though it stands, and is recorded").isTrue();
  }

  @Test
  void whoIsOneOfTooFewAmongNodesOfNobodyWaits() {
    store.create(PATH, new byte[0]);
    store.create(PATH + "/" + "0".repeat(32), new byte[0]);
    store.create(PATH + "/" + "1".repeat(32), new byte[0]);
    Participant first = new Participant(a, 2);
    assertThat(first.isInside()).isFalse();
    world.of(a).resetCounts();
    store.advance(Duration.ofMillis(500));
    assertThat(world.of(a).requests()).as("looks again and again").isLessThan(3);
    Participant second = new Participant(b, 2);
    assertThat(first.isInside() && second.isInside()).isTrue();
  }

  private int syncs() {
    return world.of(b).counts().getOrDefault(RequestKind.SYNC, 0);
  }

  @Test
  void whoLeftInASessionThatEndedLooksBehindASync() {
    Participant lowest = new Participant(a, 2);
    Participant other = new Participant(b, 2);
    other.leave();
    assertThat(other.hasLeft()).isFalse();
    store.delay(Duration.ofMillis(10));
    world.of(b).resetCounts();
    world.of(b).expireNow();
    for (int i = 0; syncs() == 0; i++) {
      assertThat(i).as("milliseconds").isLessThan(10_000);
      store.advance(Duration.ofMillis(1));
    }
    world.of(b).resetLink(); // the sync is lost
    store.advance(Duration.ofSeconds(3));
    assertThat(syncs()).as("asked once more").isEqualTo(2);
    assertThat(other.hasLeft()).isFalse();
    lowest.leave();
    store.advance(Duration.ofSeconds(3));
    assertThat(lowest.hasLeft() && other.hasLeft()).isTrue();
  }

  @Test
  void whoseNodeIsTakenAwayInsideIsToldWhenItLeaves() {
    Participant first = new Participant(a, 1);
    store.delete(PATH + "/" + Layout.participants(store.children(PATH)).get(0));
    first.leave();
    assertThat(first.leaving.isSettled()).isTrue();
    assertThat(first.hasLeft()).isFalse();
    var barrier = b.doubleBarrier("/other", 1);
    assertThatThrownBy(
            () -> {
              barrier.enter();
              store.delete("/other/" + Layout.participants(store.children("/other")).get(0));
              barrier.leave();
            })
        .isInstanceOf(HoldLostException.class);
  }

  @Test
  void whoeverGivesUpWhileTheMarkerIsBeingMadeLearnsWhetherItWasCounted() {
    store.create(PATH, new byte[0]);
    Participant first = new Participant(a, 2);
    store.delay(Duration.ofMillis(10));
    Participant second = new Participant(b, 2);
    store.advance(Duration.ofMillis(25)); // it is being let in, and the first does not know
    first.entrance.giveUp();
    store.advance(Duration.ofMillis(100));
    assertThat(List.of(first.isInside(), second.isInside())).containsOnly(true);
  }
}
