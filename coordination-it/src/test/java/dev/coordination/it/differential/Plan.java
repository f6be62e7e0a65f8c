package dev.coordination.it.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;

/** A recipe as it takes part: how a run of it begins, and what can be done in it. */
final class Plan<P extends Play> {

  private final String recipe;
  private final BiFunction<Scene, Witness, P> play;
  private final List<Move<P>> moves = new ArrayList<>();

  /**
   * Makes a plan; to its moves are added those that befall every recipe.
   *
   * @param recipe what it is called
   * @param play begins a run
   */
  Plan(String recipe, BiFunction<Scene, Witness, P> play) {
    this.recipe = recipe;
    this.play = play;
    befallen("loses its session", Fault::endSession);
    befallen("is cut off for a moment", (p, actor) -> Fault.whileCutOff(p, actor, () -> {}));
    befallen("closes, and another comes under its name", Plan::replace);
  }

  private void befallen(String what, BiConsumer<Play, Actor> fault) {
    var unused = with(Move.<P>of(what, fault::accept).under(Set.of()));
  }

  private static void replace(Play play, Actor actor) {
    Call close =
        play.scene()
            .startUnseen(
                actor,
                () -> {
                  actor.client().close();
                  return "closed";
                });
    play.scene().eventually(actor + " closes", close::isDone);
    actor.connectAnew();
  }

  /** Lets what befalls every recipe happen only when its outcome is decided. */
  Plan<P> befallingWhen(BiPredicate<P, Actor> possible) {
    moves.replaceAll(move -> move.when(possible));
    return this;
  }

  Plan<P> with(Move<P> move) {
    moves.add(move);
    return this;
  }

  /** Adds a move that is drawn so many times as often as another. */
  Plan<P> with(int weight, Move<P> move) {
    return with(move.weighing(weight));
  }

  List<Move<P>> moves() {
    return List.copyOf(moves);
  }

  String recipe() {
    return recipe;
  }

  P begin(Scene scene, Witness witness) {
    return play.apply(scene, witness);
  }

  Move<P> draw(Random random) {
    int drawn = random.nextInt(moves.stream().mapToInt(Move::weight).sum());
    for (Move<P> move : moves) {
      drawn -= move.weight();
      if (drawn < 0) {
        return move;
      }
    }
    throw new IllegalStateException("no moves");
  }

  @Override
  public String toString() {
    return recipe;
  }
}
