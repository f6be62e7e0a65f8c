package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the items were divided as sticky set partitioners promise: before a worker died, between
 * that and the arrival of another, and after it until all left.
 *
 * @param items how many there are
 * @param workers how many worked on them before and after
 * @param death how one of them died
 * @param session the session timeout of the workers
 */
record DivisionEvidence(int items, int workers, Death death, Duration session) implements Evidence {

  @Override
  public List<Claim> claims(Records records) {
    List<Span> works = records.spans(Deed.TOOK, Optional.of(death));
    Course course = course(works, records);
    return List.of(
        items(works, records.areSound(works, Deed.TOOK)),
        owners(works),
        shares(course),
        moves(course),
        recovery(course),
        arrival(course));
  }

  private Course course(List<Span> works, Records records) {
    Optional<Entry> arrival =
        records.of(Deed.SHARING).filter(entry -> entry.nanos() > death.killedAt()).findFirst();
    Optional<Entry> end = records.of(Deed.LEAVING).findFirst();
    return new Course(
        works,
        death.killedAt(),
        arrival.map(Entry::worker).orElse("nobody"),
        time(arrival),
        time(end));
  }

  private Claim items(List<Span> works, boolean sound) {
    return new Claim(
        "items",
        "%d among %d workers, none in the hands of two at once".formatted(items, workers),
        !works.isEmpty() && sound && Span.disjoint(works));
  }

  private static Claim owners(List<Span> works) {
    return new Claim(
        "owners",
        "%d grants, each with a larger token than the item's last".formatted(works.size()),
        !works.isEmpty() && Span.increasing(works));
  }

  private Claim shares(Course course) {
    return new Claim(
        "shares",
        "%s each, %s after the death, %s after the arrival"
            .formatted(course.before().share(), course.between().share(), course.after().share()),
        course.before().isEven(items, workers)
            && course.between().isEven(items, workers - 1)
            && course.after().isEven(items, workers));
  }

  private Claim moves(Course course) {
    Set<String> first = course.between().movedSince(course.before());
    Set<String> then = course.after().movedSince(course.between());
    return new Claim(
        "moves",
        "%d when %s died, %d when %s came, no others"
            .formatted(first.size(), death.worker(), then.size(), course.newcomer()),
        first.equals(course.before().of(death.worker()))
            && then.equals(course.after().of(course.newcomer()))
            && course.taken(course.diedAt(), course.leftAt()).size() == first.size() + then.size());
  }

  private Claim recovery(Course course) {
    Optional<Duration> took =
        course
            .lastTaken(course.diedAt(), course.arrivedAt())
            .filter(time -> course.between().owned().size() == items);
    return Claim.afterKill("recovery", took, session, DivisionWork.BOUNDARY);
  }

  private Claim arrival(Course course) {
    Optional<Duration> took =
        course
            .lastTaken(course.arrivedAt(), course.leftAt())
            .filter(time -> course.after().owned().size() == items);
    return Claim.inTime(
        "arrival",
        took,
        "it came",
        "boundary " + Durations.format(DivisionWork.BOUNDARY),
        session.plus(DivisionWork.BOUNDARY));
  }

  private static long time(Optional<Entry> entry) {
    return entry.map(Entry::nanos).orElse(Long.MAX_VALUE);
  }

  /** What happened, and the moments that divide it. */
  private record Course(
      List<Span> works, long diedAt, String newcomer, long arrivedAt, long leftAt) {

    Division before() {
      return Division.at(diedAt, works);
    }

    Division between() {
      return Division.at(arrivedAt, works);
    }

    Division after() {
      return Division.at(leftAt, works);
    }

    List<Span> taken(long after, long before) {
      return works.stream().filter(span -> span.from() > after && span.from() < before).toList();
    }

    /** How long after a moment the last was taken that was taken before another. */
    Optional<Duration> lastTaken(long after, long before) {
      return taken(after, before).stream()
          .map(span -> Duration.ofNanos(span.from() - after))
          .max(Duration::compareTo);
    }
  }
}
