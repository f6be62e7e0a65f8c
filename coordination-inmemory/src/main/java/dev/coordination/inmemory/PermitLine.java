package dev.coordination.inmemory;

/**
 * The line of a semaphore: holders first, for nobody is granted before those who came earlier. Who
 * cannot be reached when its turn comes keeps its place, and those behind it theirs.
 */
final class PermitLine extends Line {

  PermitLine(Place place) {
    super(place);
  }

  @Override
  boolean isOpenTo(Candidate<?> candidate) {
    return contenders().size() < limit(candidate)
        && contenders().stream().allMatch(one -> one.granted);
  }

  @Override
  void advance() {
    int held = 0;
    for (Contender one : contenders()) {
      if (held == limit(one.candidate) || !one.offer()) {
        return;
      }
      held++;
    }
  }

  private static int limit(Candidate<?> candidate) {
    return ((PermitCandidate) candidate).limit();
  }
}
