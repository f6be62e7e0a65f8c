package dev.coordination.it.differential;

import dev.coordination.Hold;
import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;

/**
 * What is granted in the order of a line. An actor waits once at a time, and holds as much as it
 * gets.
 */
abstract class HoldPlay extends Play {

  private static final Duration MOMENT = Duration.ofMillis(50);

  private final Map<String, Held> holds = new ConcurrentSkipListMap<>();
  private final Map<Actor, Call> waits = new LinkedHashMap<>();

  /**
   * Something granted.
   *
   * @param owner who has it
   * @param stake what it excludes
   * @param hold the hold
   */
  record Held(Actor owner, Stake stake, Hold hold) {

    /** Tokens of readers among themselves say nothing: RWLOCK-05 speaks of writers and readers. */
    boolean isGrantedAfter(Held other) {
      boolean bothRead = stake == Stake.SHARED && other.stake == Stake.SHARED;
      return !bothRead && hold.fencingToken() > other.hold.fencingToken();
    }
  }

  /** A way to get something granted. */
  interface Way {
    Hold acquire(Actor actor) throws InterruptedException;

    Optional<? extends Hold> tryNow(Actor actor) throws InterruptedException;

    Optional<? extends Hold> tryFor(Actor actor, Duration timeout) throws InterruptedException;

    List<String> contenders(Actor actor);

    default Stake stake() {
      return Stake.EXCLUSIVE;
    }
  }

  HoldPlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  /** Adds the moves by which something is got in one way. */
  static <P extends HoldPlay> Plan<P> withWay(
      Plan<P> plan, int weight, String what, Function<P, Way> way) {
    return plan.with(
            2 * weight,
            Move.<P>writing(
                    "waits for " + what, (play, actor) -> play.acquire(actor, way.apply(play)))
                .when(HoldPlay::isIdle))
        .with(
            weight,
            Move.<P>asking("tries " + what, (play, actor) -> play.tryNow(actor, way.apply(play)))
                .when(HoldPlay::isIdle))
        .with(
            weight,
            Move.<P>of(
                    "waits for " + what + " for a moment",
                    (play, actor) -> play.tryFor(actor, way.apply(play)))
                .when((play, actor) -> play.isIdle(actor) && play.isTaken(way.apply(play).stake())))
        .with(
            Move.<P>asking(
                "lists who contends for " + what,
                (play, actor) -> play.list(actor, way.apply(play))));
  }

  /**
   * Adds the moves by which it ends. Who waits itself may be granted by its own release; if then
   * its session ends before it hears of that, it is given a lost hold, or its wait goes on:
   * HOLD-01.
   */
  static <P extends HoldPlay> Plan<P> withEnds(Plan<P> plan) {
    return plan.with(
            4,
            Move.<P>writing("releases", HoldPlay::release)
                .when((play, actor) -> play.holds(actor) && play.isIdle(actor)))
        .with(
            Move.<P>writing("releases while it waits", HoldPlay::release)
                .under(Fault.OF_THE_LINK)
                .when((play, actor) -> play.holds(actor) && play.waits(actor)))
        .with(Move.<P>of("releases asynchronously", HoldPlay::releaseAsync).when(HoldPlay::holds))
        .with(2, Move.<P>writing("gives up", HoldPlay::giveUp).when(HoldPlay::waits))
        .with(
            Move.<P>of("sees the first in line deleted", (play, actor) -> play.delete(0))
                .when((play, actor) -> !play.line().isEmpty()))
        .with(
            Move.<P>of(
                    "sees the last in line deleted",
                    (play, actor) -> play.delete(play.line().size() - 1))
                .when((play, actor) -> play.line().size() > 1));
  }

  // ---- moves

  final void wait(Actor actor, Callable<String> body) {
    waits.put(actor, start(actor, body));
  }

  final void acquire(Actor actor, Way way) {
    wait(actor, () -> granted(actor, way, Optional.of(way.acquire(actor))));
  }

  final void tryNow(Actor actor, Way way) {
    wait(actor, () -> granted(actor, way, way.tryNow(actor)));
  }

  final void tryFor(Actor actor, Way way) {
    wait(actor, () -> granted(actor, way, way.tryFor(actor, MOMENT)));
    scene().advance(MOMENT.multipliedBy(2));
  }

  final void list(Actor actor, Way way) {
    var unused = start(actor, () -> String.valueOf(way.contenders(actor)));
  }

  private void release(Actor actor) {
    startRelease(actor, firstOf(actor));
  }

  private void releaseAsync(Actor actor) {
    startReleaseAsync(actor, firstOf(actor));
  }

  final void giveUp(Actor actor) {
    waits.get(actor).interrupt();
  }

  // ---- the state

  final String granted(Actor owner, Way way, Optional<? extends Hold> hold) {
    return hold.map(granted -> note(new Held(owner, way.stake(), granted))).orElse("nothing");
  }

  /** Writes down what was granted, and returns what it is called here. */
  final String note(Held held) {
    long before = holds.values().stream().filter(one -> one.owner == held.owner).count();
    String name = held.owner.name() + (before + 1);
    holds.put(name, held);
    return "granted " + name;
  }

  final Collection<Held> granted() {
    return holds.values();
  }

  boolean waits(Actor actor) {
    return waits.containsKey(actor) && !waits.get(actor).isDone();
  }

  boolean isIdle(Actor actor) {
    return !waits(actor);
  }

  final boolean holds(Actor actor) {
    return holds.values().stream().anyMatch(held -> isReleasable(held, actor));
  }

  private Hold firstOf(Actor actor) {
    return holds.values().stream()
        .filter(held -> isReleasable(held, actor))
        .findFirst()
        .orElseThrow()
        .hold();
  }

  boolean isReleasable(Held held, Actor actor) {
    return held.owner == actor && held.hold.isHeld();
  }

  /**
   * Whether somebody stands in line whom one who comes now would wait for: what it waits for a
   * moment for it then does not get, however slow the machine is.
   */
  boolean isTaken(Stake stake) {
    return !line().isEmpty();
  }

  List<Contender> line() {
    return store().contenders(path());
  }

  void delete(int position) {
    store().deleteContender(path(), position);
  }

  @Override
  void show(Look look) {
    look.add("holds", describe());
    look.add("line", line().stream().map(HoldPlay::describe).toList());
  }

  private Map<String, String> describe() {
    Map<String, String> described = new TreeMap<>();
    holds.forEach((name, held) -> described.put(name, held.hold.state() + " " + rank(held)));
    return described;
  }

  /** The how manieth of the grants of this path it is, by its token. */
  private String rank(Held held) {
    return "#" + (1 + holds.values().stream().filter(held::isGrantedAfter).count());
  }

  private static String describe(Contender one) {
    return one.identifier()
        + (one.stake() == Stake.EXCLUSIVE ? "" : " " + one.stake())
        + (one.live() ? "" : " dead");
  }

  @Override
  void windUp() {
    holds.values().forEach(held -> scene().startUnseen(held.owner, () -> released(held.hold)));
  }

  private static String released(Hold hold) {
    hold.release();
    return "released";
  }
}
