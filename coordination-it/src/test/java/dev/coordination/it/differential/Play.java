package dev.coordination.it.differential;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.tck.StoreInspector;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * A recipe in one run on one backend: what its {@linkplain Plan moves} do, and what there is to see
 * after each of them.
 *
 * <p>To add a recipe, extend this and give the class a {@link Plan}. A move may {@link #start} one
 * call of its actor, which may wait, or do something to the store by hand; it waits for nothing
 * itself. What the call returns is shown when it ends, what it throws as the exception's type. So
 * that both readings of the contract must agree,
 *
 * <ul>
 *   <li>a move that has no outcome decided by the contract is not {@linkplain Move#when possible}
 *       then: who of two waiting takers gets an item, for instance, no rule says;
 *   <li>what differs by right is left out of {@link #show}: a token shows as a rank, not as a
 *       number;
 *   <li>no time may run out but that of a wait that ends with nothing either way.
 * </ul>
 */
abstract class Play {

  private final Scene scene;
  private final Witness witness;

  Play(Scene scene, Witness witness) {
    this.scene = scene;
    this.witness = witness;
  }

  /** Shows the recipe's state: what actors have, and what the store contains. */
  abstract void show(Look look);

  /** Ends what actors have beyond their calls, which have been interrupted before. */
  void windUp() {}

  /**
   * Makes the next write of an actor the one that a move is about, where a backend has something to
   * prepare: only then does the contract say that a fault that strikes the first write leaves that
   * one in doubt.
   */
  void warmUp(Actor actor) {}

  /** Lets time pass where a recipe reacts only after some. */
  void settleDown() {}

  // ---- for the moves

  final Scene scene() {
    return scene;
  }

  final StoreInspector store() {
    return scene.store();
  }

  /** The path of the recipe. */
  final String path() {
    return scene.path("recipe");
  }

  final Call start(Actor actor, Callable<String> body) {
    return scene.start(actor, body);
  }

  /** Starts to release something granted. */
  final void startRelease(Actor actor, Hold hold) {
    var unused =
        start(
            actor,
            () -> {
              hold.release();
              return "released";
            });
  }

  /** Starts to release something granted, without waiting for the store at first. */
  final void startReleaseAsync(Actor actor, Hold hold) {
    var unused =
        start(
            actor,
            () -> {
              var stage = hold.releaseAsync();
              HoldState atOnce = hold.state();
              stage.toCompletableFuture().get();
              return atOnce + " at once, then confirmed";
            });
  }

  /** Lets everything have its effects, and compares what there is to see. */
  final void look() {
    scene.reachAll();
    settleDown();
    witness.see(scene, this::seen);
  }

  private Look seen() {
    Look look = new Look();
    look.add("ended", scene.ended());
    look.add("under way", scene.waiting());
    show(look);
    return look;
  }

  /** Everybody gives up, and leaves; then nothing may be left but data. */
  final void end() {
    scene.interruptAll();
    look();
    windUp();
    look();
    List<Call> closes =
        scene.actors().stream().map(actor -> scene.startUnseen(actor, () -> close(actor))).toList();
    scene.eventually("all clients close", () -> closes.stream().allMatch(Call::isDone));
    witness.see(scene, this::left);
  }

  private static String close(Actor actor) {
    actor.client().close();
    return "closed";
  }

  private Look left() {
    Look look = seen();
    look.add("residue", store().residue(scene.path("")));
    return look;
  }
}
