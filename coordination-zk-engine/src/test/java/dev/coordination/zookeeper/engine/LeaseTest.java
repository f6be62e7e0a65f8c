package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.Lease;
import dev.coordination.MalformedDataException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Leases;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scope;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leases cost, and how they get on with others who use kazoo's nodes. */
final class LeaseTest {

  private static final Duration ONE_WAY = Duration.ofMillis(10);
  private static final Duration DURATION = Duration.ofSeconds(30);
  private static final String PATH = "/leases/x";
  private static final String HOLDER = PATH + "/lease_holder";

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");

  @BeforeEach
  void createParents() {
    world.zooKeeper.create("/leases", new byte[0]);
    world.zooKeeper.create(PATH, new byte[0]);
    world.zooKeeper.delay(ONE_WAY);
    wait(4);
  }

  private static Leases leases(ScopedClient client) {
    return ((EngineClient) client.backend()).leases();
  }

  private static RecipeContext context(ScopedClient client) {
    return new RecipeContext(client.identifier(), PATH, PATH, new Scope());
  }

  private CompletableFuture<Optional<Lease>> ask(ScopedClient client) {
    return leases(client).ask(context(client), DURATION);
  }

  private <T> T complete(CompletableFuture<T> future) {
    world.zooKeeper.roundTrips(() -> future);
    return future.join();
  }

  private Lease takes(ScopedClient client) {
    return complete(ask(client)).orElseThrow();
  }

  private void wait(int ways) {
    world.zooKeeper.advance(ONE_WAY.multipliedBy(ways));
  }

  // ---- cost

  @Test
  void newRenewedAndReleasedInTwoRoundTrips() {
    for (int i = 0; i < 2; i++) {
      world.of(a).resetCounts();
      assertThat(world.zooKeeper.roundTrips(() -> ask(a))).isEqualTo(2);
      assertThat(world.of(a).requests()).as("[locks, list, get] | multi").isEqualTo(4);
    }
    Lease lease = takes(a);
    world.of(a).resetCounts();
    assertThat(world.zooKeeper.roundTrips(() -> lease.releaseAsync().toCompletableFuture()))
        .isEqualTo(2);
    assertThat(world.of(a).requests()).isEqualTo(4);
    assertThat(world.zooKeeper.children(PATH)).isEmpty();
  }

  @Test
  void refusedInOneRoundTrip() {
    var unused = takes(a);
    world.of(b).resetCounts();
    assertThat(world.zooKeeper.roundTrips(() -> ask(b))).isEqualTo(1);
    wait(2);
    assertThat(world.of(b).requests()).as("[locks, list, get], delete").isEqualTo(4);
    assertThat(world.zooKeeper.children(PATH)).containsExactly("lease_holder");
  }

  @Test
  void allOfManyInTwoRoundTrips() {
    world.zooKeeper.delay(Duration.ZERO);
    for (int i = 0; i < 5; i++) {
      world.zooKeeper.create(PATH + "/" + i, new byte[0]);
    }
    world.zooKeeper.delay(ONE_WAY);
    world.of(a).resetCounts();
    CompletableFuture<Optional<Lease>> all = new CompletableFuture<>();
    assertThat(
            world.zooKeeper.roundTrips(
                () -> {
                  var unused =
                      leases(a).askForAll(context(a), 5, DURATION).thenAccept(all::complete);
                  return all;
                }))
        .isEqualTo(2);
    assertThat(world.of(a).requests()).as("[locks, 5 lists, 5 gets] | multi").isEqualTo(12);
    Lease lease = all.join().orElseThrow();
    assertThat(world.zooKeeper.roundTrips(() -> lease.releaseAsync().toCompletableFuture()))
        .isEqualTo(2);
  }

  @Test
  void whoeverPollsWritesNothing() {
    var unused = takes(a);
    world.zooKeeper.delay(Duration.ZERO);
    var lease = b.nonBlockingLease(PATH, DURATION);
    assertThat(lease.tryAcquire()).isEmpty();
    long before = world.zooKeeper.stat(PATH).orElseThrow().cversion();
    for (int i = 0; i < 10; i++) {
      assertThat(lease.tryAcquire()).isEmpty();
    }
    assertThat(world.zooKeeper.stat(PATH).orElseThrow().cversion()).isEqualTo((int) before);
  }

  @Test
  void missingParentsCostOneRoundTripMore() {
    RecipeContext deep = new RecipeContext("a", "/one/two", "/one/two", new Scope());
    assertThat(world.zooKeeper.roundTrips(() -> leases(a).ask(deep, DURATION))).isEqualTo(3);
  }

  // ---- with others under the lock

  @Test
  void aLockOfSomebodyElseIsWaitedFor() {
    world.zooKeeper.create(PATH + "/" + "0".repeat(32) + "__lock__0000000000", new byte[0]);
    CompletableFuture<Optional<Lease>> asked = ask(a);
    wait(10);
    assertThat(asked).isNotDone();
    world.zooKeeper.delete(PATH + "/" + "0".repeat(32) + "__lock__0000000000");
    assertThat(complete(asked)).isPresent();
  }

  @Test
  void whatIsWrittenUnderThatLockIsRead() {
    String lock = PATH + "/" + "0".repeat(32) + "__lock__0000000000";
    world.zooKeeper.create(lock, new byte[0]);
    CompletableFuture<Optional<Lease>> asked = ask(a);
    wait(10);
    world.zooKeeper.create(HOLDER, Layout.encode(json("python")));
    world.zooKeeper.delete(lock);
    assertThat(complete(asked)).isEmpty();
    wait(4);
    assertThat(world.zooKeeper.children(PATH)).containsExactly("lease_holder");
  }

  @Test
  void refusedWhoeverIsAhead() {
    world.zooKeeper.create(PATH + "/" + "0".repeat(32) + "__lock__0000000000", new byte[0]);
    world.zooKeeper.create(HOLDER, Layout.encode(json("python")));
    assertThat(world.zooKeeper.roundTrips(() -> ask(a))).isEqualTo(1);
  }

  @Test
  void aLockThatNeverGoesIsNotObtained() {
    String lock = PATH + "/" + "0".repeat(32) + "__lock__0000000000";
    Lease lease = takes(b);
    world.zooKeeper.delete(HOLDER);
    world.zooKeeper.create(lock, new byte[0]);
    CompletableFuture<Optional<Lease>> asked = ask(a);
    CompletableFuture<?> release = lease.releaseAsync().toCompletableFuture();
    world.zooKeeper.advance(Duration.ofMinutes(1));
    assertThat(asked).isCompletedWithValue(Optional.empty());
    assertThat(release).as("nothing to free").isCompleted();
    assertThat(world.zooKeeper.children(PATH)).containsExactly(Layout.name(lock));
  }

  @Test
  void aReleaseThatCannotBeMadeIsTold() {
    String lock = PATH + "/" + "0".repeat(32) + "__lock__0000000000";
    Lease lease = takes(a);
    world.zooKeeper.create(lock, new byte[0]);
    CompletableFuture<?> release = lease.releaseAsync().toCompletableFuture();
    world.zooKeeper.advance(Duration.ofSeconds(20));
    assertThatThrownBy(release::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ServiceUnavailableException.class);
    assertThat(world.zooKeeper.children(PATH))
        .containsExactlyInAnyOrder("lease_holder", Layout.name(lock));
    world.zooKeeper.delete(lock);
    complete(lease.releaseAsync().toCompletableFuture());
    assertThat(world.zooKeeper.children(PATH)).isEmpty();
  }

  @Test
  void ourLockNodeCanBeRemovedByHand() {
    String lock = PATH + "/" + "0".repeat(32) + "__lock__0000000000";
    world.zooKeeper.create(lock, new byte[0]);
    CompletableFuture<Optional<Lease>> asked = ask(a);
    wait(10);
    world.zooKeeper.children(PATH).stream()
        .map(name -> PATH + "/" + name)
        .filter(node -> !node.equals(lock))
        .forEach(world.zooKeeper::delete);
    world.zooKeeper.delete(lock);
    assertThat(complete(asked)).isPresent();
    assertThat(world.zooKeeper.children(PATH)).containsExactly("lease_holder");
  }

  // ---- the node

  @Test
  void theNodeIsKazoos() {
    Lease lease = takes(a);
    String end = lease.expiresAt().toString().replace("Z", "");
    assertThat(world.zooKeeper.data(HOLDER).map(Layout::decode))
        .contains("{\"version\": 1, \"holder\": \"a\", \"end\": \"" + end + "\"}");
    assertThat(world.zooKeeper.stat(HOLDER).orElseThrow().czxid()).isEqualTo(lease.fencingToken());
    assertThat(world.zooKeeper.stat(HOLDER).orElseThrow().ephemeralOwner()).isZero();
  }

  @Test
  void aLeaseThatSomebodyElseLetRunOutIsMadeAnew() {
    world.zooKeeper.create(HOLDER, Layout.encode(json("python")));
    long before = world.zooKeeper.stat(HOLDER).orElseThrow().czxid();
    assertThat(complete(ask(a))).isEmpty();
    world.zooKeeper.advance(DURATION.plusSeconds(5));
    assertThat(takes(a).fencingToken()).isGreaterThan(before);
  }

  @Test
  void anotherVersionIsLeftAlone() {
    byte[] data = Layout.encode(json("python").replace("1", "2"));
    world.zooKeeper.create(HOLDER, data);
    CompletableFuture<Optional<Lease>> asked = ask(a);
    wait(10);
    assertThatThrownBy(asked::join).hasCauseInstanceOf(MalformedDataException.class);
    assertThat(world.zooKeeper.data(HOLDER)).contains(data);
    assertThat(world.zooKeeper.children(PATH)).containsExactly("lease_holder");
  }

  private String json(String holder) {
    Instant end = world.zooKeeper.wallClock().instant().plus(DURATION);
    return "{\"version\": 1, \"holder\": \"%s\", \"end\": \"%s\"}"
        .formatted(holder, end.toString().substring(0, 19));
  }
}
