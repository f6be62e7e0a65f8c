package dev.coordination.inmemory;

/**
 * The line of readers and writers. A writer's turn comes when it is first; a reader's, when no
 * writer is before it. So the readers between two writers are granted all at once.
 */
final class LockLine extends Line {

  LockLine(Place place) {
    super(place);
  }

  @Override
  boolean isOpenTo(Candidate<?> candidate) {
    return isEmpty() || (isReader(candidate) && contenders().stream().allMatch(LockLine::isReader));
  }

  @Override
  void advance() {
    for (Contender one : contenders()) {
      boolean reader = isReader(one);
      if (reader || one == first()) {
        one.offer();
      }
      if (!reader) {
        return;
      }
    }
  }

  private static boolean isReader(Contender contender) {
    return isReader(contender.candidate);
  }

  private static boolean isReader(Candidate<?> candidate) {
    return ((LockCandidate) candidate).isReader();
  }
}
