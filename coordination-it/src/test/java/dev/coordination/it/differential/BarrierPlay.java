package dev.coordination.it.differential;

import dev.coordination.DistributedBarrier;
import java.util.HashMap;
import java.util.Map;

/**
 * A barrier. Each actor waits at it once at a time: for its removal, or as one of two. Who is
 * struck while it comes to be counted comes alone: what it is told then depends on whether the
 * other was there before the link broke.
 */
final class BarrierPlay extends Play {

  static final Plan<BarrierPlay> PLAN =
      new Plan<>("barrier", BarrierPlay::new)
          .with(
              4,
              Move.writing("puts it up", BarrierPlay::create).when((play, actor) -> !play.isUp()))
          .with(
              3, Move.writing("removes it", BarrierPlay::remove).when((play, actor) -> play.isUp()))
          .with(
              Move.asking("puts up what is up", BarrierPlay::create)
                  .when((play, actor) -> play.isUp()))
          .with(
              Move.asking("removes what is not up", BarrierPlay::remove)
                  .when((play, actor) -> !play.isUp()))
          .with(
              4,
              Move.asking("waits for its removal", BarrierPlay::awaitRemoval)
                  .when((play, actor) -> !play.isWaiting(actor)))
          .with(
              4,
              Move.of("waits as one of two", BarrierPlay::meet)
                  .when((play, actor) -> !play.isWaiting(actor)))
          .with(
              2,
              Move.<BarrierPlay>writing("waits alone as one of two", BarrierPlay::meet)
                  .under(Fault.OF_THE_LINK)
                  .when((play, actor) -> play.nobodyWaits()))
          .with(Move.asking("asks whether it is up", BarrierPlay::exists));

  private final Map<Actor, Call> waits = new HashMap<>();

  private BarrierPlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  private boolean isWaiting(Actor actor) {
    return waits.containsKey(actor) && !waits.get(actor).isDone();
  }

  private boolean isUp() {
    return store().read(path()).isPresent();
  }

  private boolean nobodyWaits() {
    return scene().actors().stream().noneMatch(this::isWaiting);
  }

  private DistributedBarrier barrier(Actor actor) {
    return actor.client().barrier(path());
  }

  // ---- moves

  private void create(Actor actor) {
    var barrier = barrier(actor);
    var unused = start(actor, () -> barrier.create() ? "put up" : "was up");
  }

  private void remove(Actor actor) {
    var barrier = barrier(actor);
    var unused = start(actor, () -> barrier.remove() ? "removed" : "was not up");
  }

  private void exists(Actor actor) {
    var barrier = barrier(actor);
    var unused = start(actor, () -> "is up: " + barrier.exists());
  }

  private void awaitRemoval(Actor actor) {
    await(actor, barrier(actor));
  }

  private void meet(Actor actor) {
    await(actor, actor.client().barrier(path(), 2));
  }

  private void await(Actor actor, DistributedBarrier barrier) {
    Call wait =
        start(
            actor,
            () -> {
              barrier.await();
              return "passed";
            });
    waits.put(actor, wait);
  }

  // ---- the state

  @Override
  void show(Look look) {
    look.add("up", isUp());
  }
}
