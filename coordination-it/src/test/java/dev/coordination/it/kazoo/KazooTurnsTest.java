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
    var gate = Bounded.get(raw.acquireAsync());

    var inPython1 = pythons.get(0).takeTurns(path, "python 1", EACH, records);
    var inPython2 = pythons.get(1).takeTurns(path, "python 2", EACH, records);
    var onRaw = Bounded.start(() -> Turns.take(raw, "java raw", EACH, records));
    var onCurator = Bounded.start(() -> Turns.take(curator, "java curator", EACH, records));
    var unused = onlooker.awaitInLine(path, 1 + TAKERS.size());
    assertThat(records).as("while the gate is closed").isEmptyFile();
    gate.release();
    List.of(inPython1, inPython2, onRaw, onCurator).forEach(Bounded::get);

    var turns = Turns.of(Files.readAllLines(records));
    assertThat(Turns.counted(records)).isEqualTo(TAKERS.size() * EACH);
    assertThat(TAKERS).allSatisfy(taker -> assertThat(turns.of(taker)).isEqualTo(EACH));
    assertThat(turns.handOvers("", "")).isGreaterThanOrEqualTo(40);
    assertThat(turns.handOvers("python", "java")).isGreaterThanOrEqualTo(10);
    assertThat(turns.handOvers("java", "python")).isGreaterThanOrEqualTo(10);
    System.out.printf(
        "interop: %d turns of kazoo and Java, %d hand-overs, %d of them from one language to the other%n",
        turns.takers().size(),
        turns.handOvers("", ""),
        turns.handOvers("python", "java") + turns.handOvers("java", "python"));
  }
}
