package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.coordination.it.Backend;
import dev.coordination.zookeeper.testkit.RoundTrips;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** What was measured, beside what it may cost; as Markdown. */
final class Table {

  private final Map<Operation, Map<Backend, Double>> measured = new EnumMap<>(Operation.class);

  void judge(Operation operation, Backend backend, double trips) {
    measured.computeIfAbsent(operation, o -> new EnumMap<>(Backend.class)).put(backend, trips);
    assertThat(trips)
        .as("%s on %s, in round trips", operation.label(), backend)
        .isEqualTo(operation.trips(), within(RoundTrips.TOLERANCE));
  }

  @Override
  public String toString() {
    var table = new StringBuilder("| operation | goal | raw | Curator |\n|---|---|---|---|\n");
    measured.forEach((operation, by) -> table.append(row(operation, by)));
    return table.toString();
  }

  private static String row(Operation operation, Map<Backend, Double> by) {
    return "| %s | %d | %s | %s |%n"
        .formatted(
            operation.label(), operation.trips(), cell(by, Backend.RAW), cell(by, Backend.CURATOR));
  }

  private static String cell(Map<Backend, Double> by, Backend backend) {
    return Optional.ofNullable(by.get(backend)).map("%.2f"::formatted).orElse("–");
  }
}
