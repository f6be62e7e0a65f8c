package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How those who took the lock had come to it: each asked for it, saw itself in line, and got it.
 * Who was in line before another so much as asked had come before it, and had to get it before it.
 */
final class Arrivals {

  private static final List<Deed> STEPS = List.of(Deed.ASKING, Deed.IN_LINE, Deed.ACQUIRED);

  /** The times of the steps of one turn. */
  private record Arrival(long asked, long inLine, long acquired) {}

  private final List<Arrival> inOrderOfTurns = new ArrayList<>();
  private final boolean complete;

  Arrivals(Records records) {
    Collection<List<Entry>> workers =
        STEPS.stream()
            .flatMap(records::of)
            .sorted(Comparator.comparingLong(Entry::nanos))
            .collect(Collectors.groupingBy(Entry::worker))
            .values();
    workers.forEach(this::addTurns);
    inOrderOfTurns.sort(Comparator.comparingLong(Arrival::acquired));
    this.complete = !workers.isEmpty() && workers.stream().allMatch(Arrivals::isComplete);
  }

  Claim claim() {
    return new Claim(
        "order",
        "%d times in line, never overtaken by one who came later".formatted(inOrderOfTurns.size()),
        complete && IntStream.range(0, inOrderOfTurns.size()).noneMatch(this::isOvertaken));
  }

  private void addTurns(List<Entry> steps) {
    for (int i = STEPS.size() - 1; i < steps.size(); i += STEPS.size()) {
      inOrderOfTurns.add(
          new Arrival(steps.get(i - 2).nanos(), steps.get(i - 1).nanos(), steps.get(i).nanos()));
    }
  }

  private static boolean isComplete(List<Entry> steps) {
    return steps.size() % STEPS.size() == 0
        && IntStream.range(0, steps.size())
            .allMatch(i -> steps.get(i).deed() == STEPS.get(i % STEPS.size()));
  }

  private boolean isOvertaken(int turn) {
    long inLine = inOrderOfTurns.get(turn).inLine();
    return inOrderOfTurns.subList(0, turn).stream().anyMatch(other -> other.asked() > inLine);
  }
}
