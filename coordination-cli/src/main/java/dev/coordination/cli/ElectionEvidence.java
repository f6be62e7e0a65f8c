package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Whether those who led were what leaders promise to be.
 *
 * @param candidates the line
 * @param death how the first of them died
 * @param session the session timeout of the workers
 */
record ElectionEvidence(List<String> candidates, Death death, Duration session)
    implements Evidence {

  @Override
  public List<Claim> claims(Records records) {
    List<Span> reigns = records.spans(Deed.LEADING, Optional.of(death));
    boolean sound = records.areSound(reigns, Deed.LEADING);
    return List.of(leaders(reigns, sound), terms(reigns), failOver(reigns));
  }

  private Claim leaders(List<Span> reigns, boolean sound) {
    List<String> leaders = reigns.stream().map(Span::worker).toList();
    return new Claim(
        "leaders",
        "%d led, in the order of the line, never two at once".formatted(leaders.size()),
        leaders.equals(candidates) && sound && Span.disjoint(reigns));
  }

  private static Claim terms(List<Span> reigns) {
    return new Claim(
        "terms",
        "%d, each larger than the one before".formatted(reigns.size()),
        !reigns.isEmpty() && Span.increasing(reigns));
  }

  private Claim failOver(List<Span> reigns) {
    Optional<Duration> took =
        reigns.stream()
            .map(reign -> Duration.ofNanos(reign.from() - death.killedAt()))
            .filter(Predicate.not(Duration::isNegative))
            .findFirst();
    return Claim.afterKill("fail-over", took, session, Duration.ZERO);
  }
}
