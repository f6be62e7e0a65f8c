package dev.coordination.it.differential;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * Something that an actor can do in a play.
 *
 * @param text what it does, behind its name
 * @param action does it: starts one call at most, and waits for nothing
 * @param possible whether it can be done now, and has one right outcome; else it is left out
 * @param weight how often it is drawn
 * @param faults what may happen meanwhile
 */
record Move<P extends Play>(
    String text,
    BiConsumer<P, Actor> action,
    BiPredicate<P, Actor> possible,
    int weight,
    Set<Fault> faults) {

  /** A move of which nothing is known but that it does not mind what happens to others. */
  static <P extends Play> Move<P> of(String text, BiConsumer<P, Actor> action) {
    return new Move<>(text, action, (play, actor) -> true, 1, EnumSet.of(Fault.OTHER_CUT_OFF));
  }

  /** A call that can be made while the link is down, and whose result then is decided too. */
  static <P extends Play> Move<P> asking(String text, BiConsumer<P, Actor> action) {
    return Move.<P>of(text, action).under(EnumSet.of(Fault.OTHER_CUT_OFF, Fault.CUT_OFF));
  }

  /** A call that certainly makes a write, and whose outcome is decided whatever happens to it. */
  static <P extends Play> Move<P> writing(String text, BiConsumer<P, Actor> action) {
    return Move.<P>of(text, action).under(EnumSet.allOf(Fault.class));
  }

  Move<P> under(Set<Fault> possibleFaults) {
    return new Move<>(text, action, possible, weight, possibleFaults);
  }

  Move<P> weighing(int newWeight) {
    return new Move<>(text, action, possible, newWeight, faults);
  }

  Move<P> when(BiPredicate<P, Actor> condition) {
    return new Move<>(text, action, possible.and(condition), weight, faults);
  }
}
