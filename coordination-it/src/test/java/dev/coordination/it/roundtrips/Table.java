package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coordination.it.Backend;
import dev.coordination.zookeeper.testkit.RoundTrips;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What was measured, beside what it may cost; as Markdown. */
final class Table {

  /** Everything that was measured in this process. */
  static final Table ALL = new Table();

  /** Whose costs: those of our backends are judged. */
  enum Column {
    RAW("raw"),
    CURATOR("Curator"),
    CURATOR_RECIPES("Curator's own recipes"),
    KAZOO("kazoo");

    private final String label;

    Column(String label) {
      this.label = label;
    }

    private static Column of(Backend backend) {
      return backend == Backend.RAW ? RAW : CURATOR;
    }
  }

  private final Map<Operation, Map<Column, Double>> measured = new EnumMap<>(Operation.class);

  void judge(Operation operation, Backend backend, double trips) {
    note(operation, Column.of(backend), trips);
    ALL.note(operation, Column.of(backend), trips);
    assertThat(trips)
        .as("%s on %s, in round trips", operation.label(), backend)
        .isEqualTo(operation.trips(), within(RoundTrips.TOLERANCE));
  }

  synchronized void note(Operation operation, Column column, double trips) {
    measured.computeIfAbsent(operation, o -> new EnumMap<>(Column.class)).put(column, trips);
  }

  @Override
  public synchronized String toString() {
    Column[] columns =
        Stream.of(Column.values())
            .filter(column -> measured.values().stream().anyMatch(by -> by.containsKey(column)))
            .toArray(Column[]::new);
    StringBuilder table = new StringBuilder();
    table.append("| operation | goal |%s%n".formatted(cells(columns, column -> column.label)));
    table.append("|---|---|%s%n".formatted(cells(columns, column -> "---")));
    measured.forEach(
        (operation, by) ->
            table.append(
                "| %s | %d |%s%n"
                    .formatted(
                        operation.label(),
                        operation.trips(),
                        cells(columns, column -> cell(by, column)))));
    return table.toString();
  }

  private static String cells(Column[] columns, Function<Column, String> content) {
    return Stream.of(columns).map(content).collect(Collectors.joining(" | ", " ", " |"));
  }

  private static String cell(Map<Column, Double> by, Column column) {
    return Optional.ofNullable(by.get(column)).map("%.2f"::formatted).orElse("–");
  }
}
