package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.function.Predicate.isEqual;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Who had the lock, in order, as all of them recorded it in one file, each its own turns only.
 *
 * @param takers one for each turn
 */
record Turns(List<String> takers) {

  /** Enough for kazoo to wake up, should it be granted at the same time. */
  private static final int QUESTIONS = 5;

  /** Makes an empty file for records, and one beside it that counts the turns. */
  static Path create(Path directory) throws IOException {
    var records = Files.createFile(directory.resolve("records"));
    Files.writeString(count(records), "0", UTF_8);
    return records;
  }

  private static Path count(Path records) {
    return records.resolveSibling(records.getFileName() + "-count");
  }

  /** How many turns were counted: fewer than were taken, where two counted at once. */
  static int counted(Path records) throws IOException {
    return Integer.parseInt(Files.readString(count(records), UTF_8));
  }

  /**
   * Takes turns, and records them as {@code agent.py} does: while two of the other language cannot
   * have had as many turns each, no turn ends before one of them stands in line.
   */
  static boolean take(DistributedLock lock, String identifier, int times, Path records)
      throws IOException, InterruptedException {
    for (int i = 0; i < times; i++) {
      try (var hold = lock.acquire()) {
        append(records, "begin " + identifier);
        countTurn(lock, records, i + 2L * times);
        append(records, "end " + identifier);
        if (!hold.isHeld()) {
          throw new AssertionError(hold + " ended during the turn of " + identifier);
        }
      }
    }
    return true;
  }

  /** Reads, asks the server, and writes: whoever else is in meanwhile counts the same number. */
  private static void countTurn(DistributedLock lock, Path records, long sure) throws IOException {
    int before = counted(records);
    KazooTest.until(
        "a Python in line",
        () -> before >= sure || lock.contenders().stream().anyMatch(n -> n.startsWith("python")));
    for (int i = 0; i < QUESTIONS; i++) {
      var unused = lock.contenders();
    }
    Files.writeString(count(records), String.valueOf(before + 1), UTF_8);
  }

  private static void append(Path records, String line) throws IOException {
    Files.writeString(records, line + "\n", UTF_8, StandardOpenOption.APPEND);
  }

  /** Reads the records, and fails where two turns overlap. */
  static Turns of(List<String> records) {
    var takers = new ArrayList<String>();
    for (int i = 0; i < records.size(); i += 2) {
      var begun = records.get(i);
      var taker = begun.substring(begun.indexOf(' ') + 1);
      if (!records
          .subList(i, Math.min(i + 2, records.size()))
          .equals(List.of("begin " + taker, "end " + taker))) {
        throw new AssertionError(
            "turns overlap at line %d: %s"
                .formatted(i, records.subList(i, Math.min(i + 4, records.size()))));
      }
      takers.add(taker);
    }
    return new Turns(takers);
  }

  long of(String taker) {
    return takers.stream().filter(isEqual(taker)).count();
  }

  /**
   * Fails where two of each language, with so many turns each, did not hand over as often as they
   * must: while none of them has all its turns, nobody has two without the other language between.
   */
  void assertHandedOver(int each) {
    assertThat(handOvers("", "")).isGreaterThanOrEqualTo(2 * each - 1);
    assertThat(handOvers("python", "java")).isGreaterThanOrEqualTo((each - 1) / 2);
    assertThat(handOvers("java", "python")).isGreaterThanOrEqualTo((each - 1) / 2);
  }

  /** How often one followed another of the given kinds. */
  long handOvers(String from, String to) {
    return IntStream.range(1, takers.size())
        .filter(i -> !takers.get(i).equals(takers.get(i - 1)))
        .filter(i -> takers.get(i - 1).startsWith(from) && takers.get(i).startsWith(to))
        .count();
  }
}
