package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four processes, two of each language, do a lot at once, as quickly as they can. */
@Timeout(120)
class KazooVolumeTest extends KazooTest {

  private static final int TURNS = 100;
  private static final int INCREMENTS = 250;
  private static final int ITEMS = 125;
  private static final List<String> PYTHONS = List.of("python 1", "python 2");
  private static final List<String> ALL =
      List.of("python 1", "python 2", "java RAW", "java CURATOR");

  private final List<JavaProcess> javas = new ArrayList<>();

  @AfterEach
  void closeProcesses() {
    javas.forEach(JavaProcess::close);
  }

  private List<JavaProcess> javas(String... work) {
    javas.addAll(JavaProcess.onEachBackend(server.connectString(), work));
    return javas;
  }

  @Test
  void aLockIsHandedOverHundredsOfTimesWithoutOverlap(@TempDir Path directory) throws IOException {
    var records = Turns.create(directory);
    var pythons = pythons(2);
    var javas = javas("turns", path, "" + TURNS, records.toString());
    var gate = Bounded.get(java(Backend.RAW, "gate").lock(path).acquireAsync());
    var work = new ArrayList<Future<List<String>>>();
    for (int i = 0; i < pythons.size(); i++) {
      work.add(pythons.get(i).takeTurns(path, PYTHONS.get(i), TURNS, records));
    }
    javas.forEach(java -> work.add(java.begin()));
    assertThat(onlooker.awaitInLine(path, 1 + ALL.size())).isNotEmpty();
    assertThat(records).as("while the gate is closed").isEmptyFile();

    gate.release();
    work.forEach(Bounded::get);

    var turns = Turns.of(Files.readAllLines(records));
    assertThat(Turns.counted(records)).isEqualTo(ALL.size() * TURNS);
    assertThat(ALL).allSatisfy(taker -> assertThat(turns.of(taker)).isEqualTo(TURNS));
    System.out.printf(
        "interop: %d hand-overs among processes, %d from Python to Java, %d from Java to Python%n",
        turns.handOvers("", ""),
        turns.handOvers("python", "java"),
        turns.handOvers("java", "python"));
    assertThat(turns.handOvers("", "")).isGreaterThanOrEqualTo(200);
    assertThat(turns.handOvers("python", "java")).isGreaterThanOrEqualTo(20);
    assertThat(turns.handOvers("java", "python")).isGreaterThanOrEqualTo(20);
  }

  @Test
  void aThousandIncrementsAreAThousand() {
    var pythons = pythons(2);
    var javas = javas("count", path, "" + INCREMENTS);

    var inPython = pythons.stream().map(python -> python.add(path, "1", INCREMENTS)).toList();
    var inJava = javas.stream().map(JavaProcess::begin).toList();
    var seen = inJava.stream().map(Bounded::get).flatMap(List::stream).toList();
    inPython.forEach(Bounded::get);

    assertThat(seen).as("what the Java processes got").hasSize(2 * INCREMENTS);
    assertThat(seen).doesNotHaveDuplicates();
    assertThat(onlooker.read(path, new Stat())).isEqualTo("1000".getBytes(US_ASCII));
    assertThat(pythons.get(0).value(path)).isEqualTo("1000");
    assertThat(java(Backend.RAW, "java").counter(path).get()).isEqualTo(1000);
  }

  /** Java is the first to take, of what Python put: so that each language must take the other's. */
  @Test
  void eachOfManyItemsIsTakenOnce() {
    var pythons = pythons(2);
    var javas = javas("queue", path, "" + ITEMS);
    for (int i = 0; i < pythons.size(); i++) {
      Bounded.get(pythons.get(i).fillQueue(path, PYTHONS.get(i), ITEMS));
    }
    var first = first(path);
    var inJava = javas.stream().map(JavaProcess::begin).toList();
    assertThat(onlooker.awaitGone(path, first)).isNotNull();
    var inPython = pythons.stream().map(python -> python.takeFromQueue(path, ITEMS)).toList();

    eachOnce(all(inPython), all(inJava));
    var queue = java(Backend.RAW, "java").queue(path, Codec.utf8());
    assertThat(queue.size()).isZero();
  }

  @Test
  void eachOfManyClaimedItemsIsConsumedOnce() {
    var pythons = pythons(2);
    var javas = javas("locking", path, "" + ITEMS);
    for (int i = 0; i < pythons.size(); i++) {
      Bounded.get(pythons.get(i).fillLockingQueue(path, PYTHONS.get(i), ITEMS));
    }
    var first = first(path + "/entries");
    var inJava = javas.stream().map(JavaProcess::begin).toList();
    assertThat(onlooker.awaitGone(path + "/entries", first)).isNotNull();
    var inPython =
        pythons.stream().map(python -> python.takeFromLockingQueue(path, ITEMS)).toList();

    eachOnce(all(inPython), all(inJava));
    var queue = java(Backend.RAW, "java").lockingQueue(path, Codec.utf8());
    assertThat(queue.size()).isZero();
  }

  /** The first of all that Python put. */
  private String first(String entries) {
    return onlooker.awaitInLine(entries, PYTHONS.size() * ITEMS).stream()
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private static List<String> all(List<? extends Future<List<String>>> taken) {
    return taken.stream().map(Bounded::get).flatMap(List::stream).toList();
  }

  /** Each process took as many as it put: of all that were put, each item once. */
  private static void eachOnce(List<String> inPython, List<String> inJava) {
    assertThat(inPython).as("taken by Python").anyMatch(item -> item.startsWith("java"));
    assertThat(inJava).as("taken by Java").anyMatch(item -> item.startsWith("python"));
    var taken = Stream.concat(inPython.stream(), inJava.stream()).toList();
    var wanted =
        ALL.stream()
            .flatMap(producer -> IntStream.range(0, ITEMS).mapToObj(i -> producer + " " + i))
            .toList();
    assertThat(wanted).hasSize(500);
    assertThat(taken).containsExactlyInAnyOrderElementsOf(wanted);
  }
}
