package dev.coordination.cli;

import dev.coordination.cli.Entry.Part;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A time during which one worker held something.
 *
 * @param worker who
 * @param item what; empty where there is only one thing
 * @param token the token that it was granted with
 * @param from its begin
 * @param to its end; {@link #ENDLESS} if it has none
 */
record Span(String worker, String item, long token, long from, long to) {

  /** The end of what has none. */
  static final long ENDLESS = Long.MAX_VALUE;

  boolean hasEnded() {
    return to != ENDLESS;
  }

  /** Tells whether an entry may be about this: a loss is noticed later. */
  boolean allows(Entry entry) {
    return worker.equals(entry.worker())
        && item.equals(entry.item())
        && token == entry.number()
        && from <= entry.nanos()
        && (entry.nanos() <= to || entry.deed().is(Part.LOSS));
  }

  boolean covers(long time) {
    return from <= time && time <= to;
  }

  /** Tells whether no item was held twice at once; the spans are in the order of their begin. */
  static boolean disjoint(List<Span> spans) {
    return byItem(spans).stream()
        .allMatch(each -> inEachPair(each, (former, next) -> former.to() < next.from()));
  }

  /** Tells whether each had a larger token than those who had the same item before it. */
  static boolean increasing(List<Span> spans) {
    return byItem(spans).stream()
        .allMatch(each -> inEachPair(each, (former, next) -> former.token() < next.token()));
  }

  private static Collection<List<Span>> byItem(List<Span> spans) {
    return spans.stream().collect(Collectors.groupingBy(Span::item)).values();
  }

  private static boolean inEachPair(List<Span> spans, BiPredicate<Span, Span> order) {
    return IntStream.range(1, spans.size())
        .allMatch(i -> order.test(spans.get(i - 1), spans.get(i)));
  }
}
