package dev.coordination.cli;

import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the items were divided at one moment.
 *
 * @param owned by item, the time for which its owner of that moment had it
 */
record Division(Map<String, Span> owned) {

  static Division at(long time, List<Span> all) {
    Map<String, Span> owned = new HashMap<>();
    all.stream().filter(span -> span.covers(time)).forEach(span -> owned.put(span.item(), span));
    return new Division(owned);
  }

  /** Tells whether so many items are divided evenly among so many workers. */
  boolean isEven(int items, int workers) {
    LongSummaryStatistics sizes = sizes();
    return owned.size() == items
        && sizes.getCount() == workers
        && sizes.getMax() - sizes.getMin() <= 1;
  }

  String share() {
    LongSummaryStatistics sizes = sizes();
    if (sizes.getCount() == 0) {
      return "0";
    }
    return sizes.getMin() == sizes.getMax()
        ? "" + sizes.getMin()
        : sizes.getMin() + "-" + sizes.getMax();
  }

  /** The items that were granted anew between then and now. */
  Set<String> movedSince(Division then) {
    return owned.entrySet().stream()
        .filter(entry -> !Objects.equals(then.owned.get(entry.getKey()), entry.getValue()))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  Set<String> of(String worker) {
    return owned.values().stream()
        .filter(span -> span.worker().equals(worker))
        .map(Span::item)
        .collect(Collectors.toSet());
  }

  private LongSummaryStatistics sizes() {
    return owned.values().stream()
        .collect(Collectors.groupingBy(Span::worker, Collectors.counting()))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .summaryStatistics();
  }
}
