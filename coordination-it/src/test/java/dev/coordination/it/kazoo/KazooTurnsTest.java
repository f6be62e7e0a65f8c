package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two Python processes, a raw and a Curator client take turns as quickly as they can. */
class KazooTurnsTest extends KazooTest {

  private static final int EACH = 25;
  private static final List<String> TAKERS =
      List.of("python 1", "python 2", "java raw", "java curator");

  @Test
  void theirTurnsDoNotOverlap(@TempDir Path directory) throws IOException {
    var records = Turns.create(directory);
    var pythons = pythons(2);
    var raw = java(Backend.RAW, "java raw").lock(path);
    var curator = java(Backend.CURATOR, "java curator").lock(path);
    var work =
        behindAGate(
            records,
            List.of(
                () -> Bounded.start(() -> Turns.take(raw, "java raw", EACH, records)),
                () -> pythons.get(0).takeTurns(path, "python 1", EACH, records),
                () -> Bounded.start(() -> Turns.take(curator, "java curator", EACH, records)),
                () -> pythons.get(1).takeTurns(path, "python 2", EACH, records)));
    work.forEach(Bounded::get);

    var turns = Turns.of(Files.readAllLines(records));
    assertThat(Turns.counted(records)).isEqualTo(TAKERS.size() * EACH);
    assertThat(TAKERS).allSatisfy(taker -> assertThat(turns.of(taker)).isEqualTo(EACH));
    turns.assertHandedOver(EACH);
    System.out.printf(
        "interop: %d turns of kazoo and Java, %d hand-overs, %d of them from one language to the other%n",
        turns.takers().size(),
        turns.handOvers("", ""),
        turns.handOvers("python", "java") + turns.handOvers("java", "python"));
  }
}
