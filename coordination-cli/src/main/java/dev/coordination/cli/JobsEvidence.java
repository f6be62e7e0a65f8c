package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the jobs of the queue were done as locking queues promise.
 *
 * @param jobs what was put into the queue
 * @param left how many jobs are in it still
 * @param death how a worker died at its job
 * @param session the session timeout of the workers
 */
record JobsEvidence(List<String> jobs, int left, Death death, Duration session)
    implements Evidence {

  @Override
  public List<Claim> claims(Records records) {
    List<Span> claims = records.spans(Deed.CLAIMED, Optional.of(death));
    boolean sound = records.areSound(claims, Deed.CLAIMED);
    List<String> consumed = records.of(Deed.CONSUMED).map(Entry::item).toList();
    Optional<Span> orphan =
        claims.stream()
            .filter(claim -> claim.worker().equals(death.worker()))
            .filter(claim -> claim.to() >= death.diedAt())
            .findFirst();
    Optional<Span> adoption = orphan.flatMap(claim -> next(claim, claims));
    return List.of(
        jobs(consumed), claims(claims, sound), again(orphan, adoption, claims), handover(adoption));
  }

  private Claim jobs(List<String> consumed) {
    return new Claim(
        "jobs",
        "%d put, %d consumed, none of them twice, %d left"
            .formatted(jobs.size(), consumed.size(), left),
        left == 0
            && consumed.size() == jobs.size()
            && Set.copyOf(consumed).equals(Set.copyOf(jobs)));
  }

  private static Claim claims(List<Span> claims, boolean sound) {
    return new Claim(
        "claims",
        "%d, no job in the hands of two at once".formatted(claims.size()),
        !claims.isEmpty() && sound && Span.disjoint(claims));
  }

  private static Claim again(Optional<Span> orphan, Optional<Span> adoption, List<Span> claims) {
    String text =
        adoption
            .map(to -> "%s given to %s, token %d".formatted(to.item(), to.worker(), to.token()))
            .orElse("nothing given to anyone");
    String former = orphan.map(from -> " after " + from.token()).orElse("");
    return new Claim("again", text + former, adoption.isPresent() && Span.increasing(claims));
  }

  private Claim handover(Optional<Span> adoption) {
    Optional<Duration> took =
        adoption.map(claim -> Duration.ofNanos(claim.from() - death.killedAt()));
    return Claim.afterKill("handover", took, session, Duration.ZERO);
  }

  private static Optional<Span> next(Span orphan, List<Span> claims) {
    return claims.stream()
        .filter(claim -> claim.item().equals(orphan.item()))
        .filter(claim -> !claim.worker().equals(orphan.worker()))
        .filter(claim -> claim.from() > orphan.from())
        .findFirst();
  }
}
