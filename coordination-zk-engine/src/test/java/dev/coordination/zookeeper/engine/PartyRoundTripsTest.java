package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.support.AbstractParty.Entrant;
import dev.coordination.support.AbstractParty.Entry;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What parties cost: exact round trips in virtual time, and exact requests. */
final class PartyRoundTripsTest {

  private static final String PATH = "/party";
  private static final Duration ONE_WAY = Duration.ofMillis(10);

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper store = world.zooKeeper;
  private final ScopedClient a = world.connect("a");

  private EngineParty party() {
    return (EngineParty) a.party(PATH);
  }

  private EngineParty shallow() {
    return (EngineParty) a.shallowParty(PATH);
  }

  private void slow() {
    store.delay(ONE_WAY);
    world.of(a).resetCounts();
  }

  private void members(int count) {
    store.create(PATH, new byte[0]);
    for (int i = 0; i < count; i++) {
      store.create(Layout.member(PATH, "%032x".formatted(i)), Layout.encode("m" + i));
      store.create(
          Layout.shallowMember(PATH, "%032x".formatted(i), "s%04d".formatted(i)), new byte[0]);
    }
  }

  /** Completes when the store has confirmed. */
  private static CompletableFuture<@Nullable Void> entered(EngineParty party, List<Entry> entries) {
    CompletableFuture<@Nullable Void> entered = new CompletableFuture<>();
    Entry entry =
        party.entry(
            new Entrant() {
              @Override
              public void entered() {
                entered.complete(null);
              }

              @Override
              public void refused(RuntimeException failure) {
                entered.completeExceptionally(failure);
              }
            });
    entries.add(entry);
    entry.start();
    return entered;
  }

  @Test
  void joiningTakesOneRoundTripAndSoDoesLeaving() {
    store.create(PATH, new byte[0]);
    List<Entry> entries = new ArrayList<>();
    slow();
    assertThat(store.roundTrips(() -> entered(party(), entries))).isEqualTo(1);
    store.advance(ONE_WAY.multipliedBy(4));
    assertThat(world.of(a).requests()).as("the create, and the watch on it").isEqualTo(2);
    world.of(a).resetCounts();
    assertThat(store.roundTrips(() -> entries.get(0).withdraw())).isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(1);
  }

  @Test
  void missingParentsCostOneRoundTripMore() {
    slow();
    EngineParty deep = (EngineParty) a.party("/one/two/three");
    assertThat(store.roundTrips(() -> entered(deep, new ArrayList<>()))).isEqualTo(2);
  }

  @Test
  void twentyMembersTakeTwoRoundTrips() {
    members(20);
    slow();
    assertThat(store.roundTrips(() -> party().list())).isEqualTo(2);
    assertThat(world.of(a).requests()).isEqualTo(21);
    world.of(a).resetCounts();
    assertThat(store.roundTrips(() -> party().count())).isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(1);
  }

  @Test
  void aShallowListTakesOneRequestWhateverItsSize() {
    members(2_500);
    slow();
    assertThat(store.roundTrips(() -> shallow().list())).isEqualTo(1);
    assertThat(world.of(a).requests()).isEqualTo(1);
    assertThat(shallow().list()).isNotDone();
    store.advance(ONE_WAY.multipliedBy(2));
    world.of(a).resetCounts();
    assertThat(store.roundTrips(() -> party().list())).as("a thousand at a time").isEqualTo(4);
    List<String> expected = IntStream.range(0, 2_500).mapToObj(i -> "m" + i).toList();
    store.delay(Duration.ZERO);
    assertThat(party().list().join()).isEqualTo(expected);
  }

  @Test
  void aChangeCostsAnOnlookerTheListAndTheNewcomer() {
    members(20);
    List<List<String>> told = new ArrayList<>();
    var registration = party().onMembershipChange(Runnable::run, told::add);
    world.of(a).resetCounts();
    store.create(PATH + "/" + "f".repeat(32) + "__party__", Layout.encode("new"));
    assertThat(told.get(told.size() - 1)).hasSize(21).endsWith("new");
    assertThat(world.of(a).requests()).isEqualTo(2);
    registration.close();
    var shallow = shallow().onMembershipChange(Runnable::run, told::add);
    world.of(a).resetCounts();
    store.create(PATH + "/" + "f".repeat(32) + "-new", new byte[0]);
    assertThat(told.get(told.size() - 1)).hasSize(21).contains("new");
    assertThat(world.of(a).requests()).isEqualTo(1);
    shallow.close();
  }

  @Test
  void changesThatComeTogetherCostOneLookMore() {
    members(5);
    var registration = party().onMembershipChange(Runnable::run, told -> {});
    slow();
    for (int i = 100; i < 130; i++) {
      store.create(Layout.member(PATH, "%032x".formatted(i)), Layout.encode("m" + i));
    }
    store.advance(ONE_WAY.multipliedBy(10));
    assertThat(world.of(a).requests()).as("a list, and thirty newcomers").isEqualTo(31);
    registration.close();
  }

  @Test
  void aMemberKeepsItsSessionWithOneRequestForEachHeartbeat() {
    store.create(PATH, new byte[0]);
    for (int i = 0; i < 10; i++) {
      a.party(PATH).join();
    }
    world.of(a).resetCounts();
    store.advance(Duration.ofSeconds(10));
    assertThat(world.of(a).requests()).isBetween(5, 7);
  }
}
