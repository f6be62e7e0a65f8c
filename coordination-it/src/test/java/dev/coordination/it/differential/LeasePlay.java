package dev.coordination.it.differential;

import dev.coordination.CoordinationClient;
import dev.coordination.Lease;
import dev.coordination.MultiNonBlockingLease;
import dev.coordination.tck.StoreInspector.StoredLease;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * A lease, and two leases that are taken one by one or together. None comes to its end by time:
 * clocks are not alike.
 */
final class LeasePlay extends Play {

  static final Plan<LeasePlay> PLAN = plan();

  private static final Duration LONG = Duration.ofHours(1);

  private final Map<String, Taken> leases = new ConcurrentSkipListMap<>();

  /** A handle, and who took it by which client. */
  private record Taken(Actor owner, CoordinationClient client, Lease lease) {}

  /** A way to ask for leases. */
  private interface Asking {
    Optional<Lease> ask(Actor actor);
  }

  private LeasePlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  private static Plan<LeasePlay> plan() {
    return new Plan<>("lease", LeasePlay::new)
        .with(4, Move.writing("takes the lease", LeasePlay::takeOne).when(LeasePlay::canHave))
        .with(
            Move.asking("asks for the lease of another", LeasePlay::takeOne)
                .under(Set.of(Fault.OTHER_CUT_OFF))
                .when((play, actor) -> !play.canHave(actor)))
        .with(3, Move.of("takes one of two", LeasePlay::takeAny))
        .with(2, Move.of("takes all of two", LeasePlay::takeAll))
        .with(3, Move.writing("renews", LeasePlay::renew).when(LeasePlay::has))
        .with(2, Move.writing("releases", LeasePlay::release).when(LeasePlay::has))
        .with(Move.of("releases asynchronously", LeasePlay::releaseAsync).when(LeasePlay::has))
        .with(
            Move.<LeasePlay>of(
                    "sees the lease deleted", (play, actor) -> play.store().deleteAll(play.one()))
                .when((play, actor) -> play.store().lease(play.one()).isPresent()))
        .with(2, Move.asking("asks who has the lease", LeasePlay::holder));
  }

  private String one() {
    return path();
  }

  private String two() {
    return scene().path("two");
  }

  private MultiNonBlockingLease two(Actor actor) {
    return actor.client().multiNonBlockingLease(two(), 2, LONG);
  }

  private Stream<String> paths() {
    return Stream.of(one(), two() + "/0", two() + "/1");
  }

  /** Whether the lease is free, or its own. */
  private boolean canHave(Actor actor) {
    return store().lease(one()).map(StoredLease::holder).orElse(actor.name()).equals(actor.name());
  }

  // ---- moves

  private void takeOne(Actor actor) {
    take(actor, who -> who.client().nonBlockingLease(one(), LONG).tryAcquire());
  }

  private void takeAny(Actor actor) {
    take(actor, who -> two(who).tryAcquireAny());
  }

  private void takeAll(Actor actor) {
    take(actor, who -> two(who).tryAcquireAll());
  }

  private void take(Actor actor, Asking asking) {
    CoordinationClient client = actor.client();
    var unused =
        start(
            actor,
            () ->
                asking
                    .ask(actor)
                    .map(lease -> note(new Taken(actor, client, lease)))
                    .orElse("refused"));
  }

  private String note(Taken taken) {
    long before = leases.values().stream().filter(one -> one.owner == taken.owner).count();
    String name = taken.owner.name() + (before + 1);
    leases.put(name, taken);
    return "granted " + name;
  }

  private void renew(Actor actor) {
    Lease lease = firstOf(actor);
    var unused = start(actor, () -> "renewed: " + lease.renew());
  }

  private void release(Actor actor) {
    startRelease(actor, firstOf(actor));
  }

  private void releaseAsync(Actor actor) {
    startReleaseAsync(actor, firstOf(actor));
  }

  private void holder(Actor actor) {
    var unused = start(actor, () -> "is " + actor.client().nonBlockingLease(one(), LONG).holder());
  }

  // ---- the state

  private boolean has(Actor actor) {
    return leases.values().stream().anyMatch(taken -> isUsable(taken, actor));
  }

  private Lease firstOf(Actor actor) {
    return leases.values().stream()
        .filter(taken -> isUsable(taken, actor))
        .findFirst()
        .orElseThrow()
        .lease();
  }

  /** A lease outlives its client, but only that one can renew or release the handle. */
  private static boolean isUsable(Taken taken, Actor actor) {
    return taken.owner == actor && taken.client == actor.client() && taken.lease.isHeld();
  }

  @Override
  void show(Look look) {
    Map<String, String> handles = new TreeMap<>();
    leases.forEach((name, taken) -> handles.put(name, describe(taken.lease)));
    look.add("handles", handles);
    Map<String, String> stored = new LinkedHashMap<>();
    paths()
        .forEach(
            path ->
                stored.put(
                    path.substring(scene().path("").length()),
                    store().lease(path).map(StoredLease::holder).orElse("free")));
    look.add("stored", stored);
  }

  /**
   * The grant is known by its token, which all its handles share. The tokens of slots that were
   * granted together may be equal, and need not: MLEASE-05.
   */
  private String describe(Lease lease) {
    List<String> same =
        leases.entrySet().stream()
            .filter(other -> other.getValue().lease.path().equals(lease.path()))
            .filter(other -> other.getValue().lease.fencingToken() == lease.fencingToken())
            .map(Map.Entry::getKey)
            .toList();
    return lease.state() + " with " + same;
  }
}
