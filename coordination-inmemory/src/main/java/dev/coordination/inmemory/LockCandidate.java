package dev.coordination.inmemory;

import dev.coordination.support.Acquisition;
import dev.coordination.support.RecipeContext;

/** A candidate for a lock, reading or writing; an election's candidates are writers. */
final class LockCandidate extends Candidate<MemoryHold> {

  private final boolean reader;

  /**
   * Creates one that has not been sent yet.
   *
   * @param context for whom and where
   * @param acquisition is told the outcome
   * @param patient whether it waits for others
   * @param reader whether it shares with others that do
   */
  LockCandidate(
      RecipeContext context,
      Acquisition<? super MemoryHold> acquisition,
      boolean patient,
      boolean reader) {
    super(Place.Kind.LOCK, context, acquisition, patient);
    this.reader = reader;
  }

  boolean isReader() {
    return reader;
  }

  @Override
  void check(Space space) {
    super.check(space);
    space.checkOrder(path());
  }

  @Override
  MemoryHold newHold(Contender granted, Connection connection) {
    return new MemoryHold(this, connection, granted.token);
  }
}
