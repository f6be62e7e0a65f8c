package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import dev.coordination.cli.Entry.Part;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
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

  /**
   * How long something was in somebody's hands: from the deed that begins that to the last that
   * ends it, or, when it was lost, to the last sign before. What was in the hands of a worker when
   * it was killed was so until it was dead, and what nobody says to be out of them is still there.
   */
  List<Span> spans(Deed first, Optional<Death> death) {
    return of(first).map(entry -> span(entry, end(entry, death))).toList();
  }

  /**
   * Tells whether everything held has ended, and nothing else is told of than what was held then.
   */
  boolean areSound(List<Span> spans, Deed first) {
    return spans.stream().allMatch(Span::hasEnded)
        && entries.stream()
            .filter(entry -> entry.deed().belongsTo(first))
            .allMatch(entry -> spans.stream().anyMatch(span -> span.allows(entry)));
  }

  private long end(Entry first, Optional<Death> death) {
    OptionalLong loss = times(first, Part.LOSS).min();
    return loss.isPresent()
        ? times(first, Part.SIGN)
            .filter(time -> time < loss.getAsLong())
            .max()
            .orElse(first.nanos())
        : times(first, Part.END).max().orElseGet(() -> endOfLife(first.worker(), death));
  }

  private LongStream times(Entry first, Part part) {
    Span endless = span(first, Span.ENDLESS);
    return entries.stream()
        .filter(entry -> entry.deed().belongsTo(first.deed()) && entry.deed().is(part))
        .filter(endless::allows)
        .mapToLong(Entry::nanos);
  }

  private static long endOfLife(String worker, Optional<Death> death) {
    return death.filter(end -> end.worker().equals(worker)).map(Death::diedAt).orElse(Span.ENDLESS);
  }

  private static Span span(Entry first, long end) {
    return new Span(first.worker(), first.item(), first.number(), first.nanos(), end);
  }
}
