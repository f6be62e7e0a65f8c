package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** What all workers have recorded, in the order of time. */
final class Records {

  private static final Comparator<Entry> IN_TIME = Comparator.comparingLong(Entry::nanos);

  private final List<Entry> entries;

  Records(List<Entry> entries) {
    this.entries = entries.stream().sorted(IN_TIME).toList();
  }

  Stream<Entry> of(Deed deed) {
    return entries.stream().filter(entry -> entry.deed() == deed);
  }

  List<Long> numbers(Deed deed) {
    return of(deed).map(Entry::number).toList();
  }

  /** From each first deed to the last sign of the same; that may be the first itself. */
  List<Span> spans(Deed first, Deed sign) {
    return of(first).map(entry -> span(entry).until(last(entry, sign).orElse(0))).toList();
  }

  /**
   * How long something was in somebody's hands: from when it was taken until it was said to be out
   * of them, or the last sign of work. What was in the hands of a worker when it was killed was so
   * until it was dead, and what nobody says to be out of them is still there.
   */
  List<Span> works(Deed taken, Death death, Deed... ends) {
    return of(taken)
        .map(
            entry ->
                span(entry)
                    .until(last(entry, Deed.WORKED).orElse(0))
                    .until(end(entry, death, ends)))
        .toList();
  }

  private long end(Entry taken, Death death, Deed... ends) {
    return Stream.of(ends)
        .map(deed -> last(taken, deed))
        .flatMapToLong(OptionalLong::stream)
        .max()
        .orElse(taken.worker().equals(death.worker()) ? death.diedAt() : Long.MAX_VALUE);
  }

  private static Span span(Entry first) {
    return new Span(first.worker(), first.item(), first.number(), first.nanos(), first.nanos());
  }

  private OptionalLong last(Entry first, Deed sign) {
    LongStream signs =
        of(sign)
            .filter(entry -> entry.worker().equals(first.worker()))
            .filter(entry -> entry.item().equals(first.item()))
            .filter(entry -> entry.number() == first.number())
            .mapToLong(Entry::nanos);
    return signs.max();
  }
}
