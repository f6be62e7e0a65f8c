package dev.coordination.it.differential;

import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A step of a schedule: who makes which move, and what befalls whom meanwhile.
 *
 * @param actor who makes the move, by number
 * @param move the move
 * @param fault what happens besides
 * @param other who is struck, if it is somebody else
 */
record Step<P extends Play>(int actor, Move<P> move, Optional<Fault> fault, int other) {

  private static final List<String> NAMES = List.of("A", "B", "C");

  static <P extends Play> Step<P> draw(Plan<P> plan, Random random) {
    int actor = random.nextInt(NAMES.size());
    int other = (actor + 1 + random.nextInt(NAMES.size() - 1)) % NAMES.size();
    Move<P> move = plan.draw(random);
    List<Fault> faults = move.faults().stream().sorted().toList();
    boolean quiet = faults.isEmpty() || random.nextInt(10) < 7;
    Optional<Fault> fault =
        quiet ? Optional.empty() : Optional.of(faults.get(random.nextInt(faults.size())));
    return new Step<>(actor, move, fault, other);
  }

  Step<P> withoutFault() {
    return new Step<>(actor, move, Optional.empty(), other);
  }

  /** Does it, if it is possible now. */
  void take(P play) {
    Actor who = play.scene().actors().get(actor);
    Actor victim = play.scene().actors().get(other);
    if (!move.possible().test(play, who)) {
      return;
    }
    Runnable action = () -> move.action().accept(play, who);
    if (fault.isPresent()) {
      fault.get().strike(play, who, victim, action);
    } else {
      action.run();
      play.look();
    }
  }

  @Override
  public String toString() {
    return NAMES.get(actor)
        + " "
        + move.text()
        + fault.map(one -> one.describe(NAMES.get(other))).orElse("");
  }
}
