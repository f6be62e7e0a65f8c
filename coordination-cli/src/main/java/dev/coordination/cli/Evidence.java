package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * What the records of the workers say, and whether it is what locks, counters and leaders promise.
 */
final class Evidence {

  private static final Comparator<Entry> IN_TIME = Comparator.comparingLong(Entry::nanos);

  private final List<Entry> entries;
  private final Demo.Facts facts;
  private final Duration session;

  /**
   * Takes the evidence.
   *
   * @param entries all records
   * @param facts what the demo did
   * @param session the session timeout of the workers
   */
  Evidence(List<Entry> entries, Demo.Facts facts, Duration session) {
    this.entries = entries.stream().sorted(IN_TIME).toList();
    this.facts = facts;
    this.session = session;
  }

  /**
   * Judges.
   *
   * @param tally what stands in the file that only the lock protected
   */
  List<Claim> claims(long tally) {
    return List.of(lock(), tokens(), tally(tally), counter(), leaders(), terms(), failOver());
  }

  private Claim lock() {
    List<Span> turns = spans(Deed.ACQUIRED, Deed.RELEASING);
    long workers = turns.stream().map(Span::worker).distinct().count();
    return new Claim(
        "lock",
        "%d turns by %d workers, never two at once".formatted(turns.size(), workers),
        workers == facts.candidates().size() && disjoint(turns));
  }

  private Claim tokens() {
    List<Long> tokens = numbers(Deed.ACQUIRED);
    return new Claim(
        "tokens",
        "%d, each larger than the one before".formatted(tokens.size()),
        !tokens.isEmpty() && increasing(tokens));
  }

  private Claim tally(long tally) {
    int turns = numbers(Deed.RELEASING).size();
    return new Claim(
        "file",
        "%d additions to a plain file under the lock: it says %d".formatted(turns, tally),
        tally == turns);
  }

  private Claim counter() {
    List<Long> values = numbers(Deed.COUNTED);
    int expected = facts.candidates().size() * Demo.INCREMENTS;
    Set<Long> distinct = new HashSet<>(values);
    boolean complete = LongStream.rangeClosed(1, expected).allMatch(distinct::contains);
    return new Claim(
        "counter",
        "%d increments: it says %d, no value twice, none left out"
            .formatted(values.size(), facts.counter()),
        complete && values.size() == expected && facts.counter() == expected);
  }

  private Claim leaders() {
    List<Span> reigns = spans(Deed.LEADING, Deed.STILL_LEADING);
    List<String> leaders = reigns.stream().map(Span::worker).toList();
    return new Claim(
        "leaders",
        "%d led, in the order of the line, never two at once".formatted(leaders.size()),
        leaders.equals(facts.candidates()) && disjoint(reigns));
  }

  private Claim terms() {
    List<Long> terms = numbers(Deed.LEADING);
    return new Claim(
        "terms",
        "%d, each larger than the one before".formatted(terms.size()),
        !terms.isEmpty() && increasing(terms));
  }

  private Claim failOver() {
    Duration most = session.multipliedBy(2);
    Optional<Duration> took =
        of(Deed.LEADING)
            .map(entry -> Duration.ofNanos(entry.nanos() - facts.killedAt()))
            .filter(Predicate.not(Duration::isNegative))
            .findFirst();
    return new Claim(
        "fail-over",
        "%s s after the kill (session timeout %s, at most %s s)"
            .formatted(
                took.map(Evidence::seconds).orElse("never"),
                Durations.format(session),
                seconds(most)),
        took.filter(time -> time.compareTo(most) <= 0).isPresent());
  }

  /**
   * A time during which one worker held something.
   *
   * @param worker who
   * @param from the first sign of it
   * @param to the last sign of it
   */
  private record Span(String worker, long from, long to) {}

  private List<Span> spans(Deed first, Deed last) {
    return of(first).map(entry -> span(entry, last)).toList();
  }

  private Span span(Entry first, Deed last) {
    long to =
        of(last)
            .filter(entry -> entry.worker().equals(first.worker()))
            .filter(entry -> entry.number() == first.number())
            .mapToLong(Entry::nanos)
            .max()
            .orElse(first.nanos());
    return new Span(first.worker(), first.nanos(), to);
  }

  private static boolean disjoint(List<Span> inTime) {
    return IntStream.range(1, inTime.size())
        .allMatch(i -> inTime.get(i - 1).to() < inTime.get(i).from());
  }

  private static boolean increasing(List<Long> numbers) {
    return IntStream.range(1, numbers.size()).allMatch(i -> numbers.get(i - 1) < numbers.get(i));
  }

  private Stream<Entry> of(Deed deed) {
    return entries.stream().filter(entry -> entry.deed() == deed);
  }

  private List<Long> numbers(Deed deed) {
    return of(deed).map(Entry::number).toList();
  }

  private static String seconds(Duration duration) {
    return "%.2f".formatted(duration.toMillis() / 1000.0);
  }
}
