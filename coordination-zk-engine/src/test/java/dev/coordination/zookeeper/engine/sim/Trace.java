package dev.coordination.zookeeper.engine.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A schedule as a list of step texts. As text it has a line a step, each with its time in front,
 * which does not matter when it is read back; nor do lines that only let time pass.
 */
public record Trace(List<String> steps, List<Long> nanos) {

  private static final String TIME = " ms pass";

  /** Begins an empty one. */
  static Trace empty() {
    return new Trace(new ArrayList<>(), new ArrayList<>());
  }

  /** Reads what {@link #toString} has written. */
  public static Trace parse(String text) {
    Trace trace = empty();
    text.lines()
        .map(line -> line.strip().replaceFirst("^[0-9.]+ s +", ""))
        .filter(line -> !line.isEmpty() && !line.startsWith("..."))
        .forEach(line -> trace.add(line, 0));
    return trace;
  }

  void add(String step, long elapsedNanos) {
    steps.add(step);
    nanos.add(elapsedNanos);
  }

  Trace without(int index) {
    var rest = new ArrayList<>(steps);
    rest.remove(index);
    return new Trace(rest, List.of());
  }

  long faults() {
    return steps.stream().filter(step -> step.startsWith("!!")).count();
  }

  /** Fewer faults first, then fewer steps. */
  boolean isSimplerThan(Trace other) {
    return faults() < other.faults()
        || (faults() == other.faults() && steps.size() < other.steps.size());
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int i = 0; i < steps.size(); i++) {
      boolean passes = isTime(i);
      if (!passes || !isTime(i - 1)) {
        text.append(
            String.format("  %8.3f s  %s%n", nanos.get(i) / 1e9, passes ? "..." : steps.get(i)));
      }
    }
    return text.toString();
  }

  boolean isTime(int i) {
    return i >= 0 && steps.get(i).endsWith(TIME);
  }
}
