package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.util.List;
import java.util.Optional;

/**
 * Whether turns at the lock were what locks promise.
 *
 * @param workers how many had to get a turn
 * @param tally what stands in the file that only the lock protected
 */
record LockEvidence(int workers, long tally) implements Evidence {

  @Override
  public List<Claim> claims(Records records) {
    List<Span> turns = records.spans(Deed.ACQUIRED, Optional.empty());
    boolean sound = records.areSound(turns, Deed.ACQUIRED);
    return List.of(
        lock(turns, sound),
        new Arrivals(records).claim(),
        tokens(turns),
        file(records.numbers(Deed.RELEASING).size()));
  }

  private Claim lock(List<Span> turns, boolean sound) {
    long takers = turns.stream().map(Span::worker).distinct().count();
    return new Claim(
        "lock",
        "%d turns by %d workers, never two at once".formatted(turns.size(), takers),
        takers == workers && sound && Span.disjoint(turns));
  }

  private static Claim tokens(List<Span> turns) {
    return new Claim(
        "tokens",
        "%d, each larger than the one before".formatted(turns.size()),
        !turns.isEmpty() && Span.increasing(turns));
  }

  private Claim file(int turns) {
    return new Claim(
        "file",
        "%d additions under the lock to a file that says %d".formatted(turns, tally),
        tally == turns);
  }
}
