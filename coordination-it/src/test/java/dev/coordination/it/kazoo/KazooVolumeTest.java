package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Four processes, two of each language, do a lot at once, as quickly as they can. */
@Timeout(120)
class KazooVolumeTest extends KazooTest {

  private static final int TURNS = 100;
  private static final int INCREMENTS = 250;
  private static final int ITEMS = 125;
  private static final int BEFORE_DEATH = 20;
  private static final int AFTER_DEATH = 20;
  private static final String ENDLESS = String.valueOf(Integer.MAX_VALUE);
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final List<String> PYTHONS = List.of("python 1", "python 2");
  private static final List<String> ALL =
      List.of("python 1", "python 2", "java RAW", "java CURATOR");

  private List<JavaProcess> javas(String... work) {
    return javaProcesses(SESSION, work);
  }

  @Test
  void aLockIsHandedOverHundredsOfTimesWithoutOverlap(@TempDir Path directory) throws IOException {
    var records = Turns.create(directory);
    var pythons = pythons(2);
    var javas = javas("turns", path, "" + TURNS, records.toString());
    var work =
        behindAGate(
            records,
            List.of(
                () -> javas.get(0).begin(),
                () -> pythons.get(0).takeTurns(path, PYTHONS.get(0), TURNS, records),
                () -> javas.get(1).begin(),
                () -> pythons.get(1).takeTurns(path, PYTHONS.get(1), TURNS, records)));
    work.forEach(Bounded::get);

    var turns = Turns.of(Files.readAllLines(records));
    assertThat(Turns.counted(records)).isEqualTo(ALL.size() * TURNS);
    assertThat(ALL).allSatisfy(taker -> assertThat(turns.of(taker)).isEqualTo(TURNS));
    System.out.printf(
        "interop: %d hand-overs among processes, %d from Python to Java, %d from Java to Python%n",
        turns.handOvers("", ""),
        turns.handOvers("python", "java"),
        turns.handOvers("java", "python"));
    turns.assertHandedOver(TURNS);
  }

  /** One that has the lock, and one that waits for it; two more take turns without end. */
  @Test
  void turnsGoOnWhenAProcessOfEachLanguageIsKilled(@TempDir Path directory)
      throws IOException, InterruptedException {
    var records = Turns.create(directory);
    var python = python();
    var dyingPython = python(SHORT_SESSION);
    var java = javaProcess(Backend.RAW, SESSION, "turns", path, ENDLESS, records.toString());
    var dyingJava =
        javaProcess(
            Backend.CURATOR,
            SHORT_SESSION,
            "turns and lock",
            path,
            "" + BEFORE_DEATH,
            records.toString());
    var work =
        behindAGate(
            records,
            List.of(
                java::begin,
                () -> python.takeTurns(path, PYTHONS.get(0), Integer.MAX_VALUE, records),
                () -> dyingJava.begin(1),
                () -> dyingPython.takeTurns(path, PYTHONS.get(1), Integer.MAX_VALUE, records)));
    assertThat(Bounded.get(work.get(2))).asString().as("the token").matches("\\[\\d+]");
    var before = Files.readAllLines(records);
    assertThat(onlooker.awaitInLine(path, ALL.size())).isNotEmpty();
    assertThat(Files.readAllLines(records)).as("while the one that dies has it").isEqualTo(before);

    dyingPython.kill();
    dyingJava.kill();
    var gate = java(Backend.RAW, "gate").lock(path);
    for (int i = 0; i < AFTER_DEATH; i++) {
      var gateHold = gate.acquire();
      assertThat(onlooker.awaitInLine(path, 3)).as("with those that live").hasSize(3);
      gateHold.release();
    }

    var hold = gate.acquire();
    var lines = Files.readAllLines(records);
    var turns = Turns.of(lines);
    assertThat(Turns.counted(records)).isEqualTo(turns.takers().size());
    assertThat(hold.isHeld()).as("while they were read").isTrue();
    assertThat(turns.of("java CURATOR")).isEqualTo(BEFORE_DEATH);
    var after = Turns.of(lines.subList(before.size(), lines.size()));
    assertThat(after.takers()).containsOnly("java RAW", "python 1");
    assertThat(after.of("java RAW")).isGreaterThanOrEqualTo(AFTER_DEATH);
    assertThat(after.of("python 1")).isGreaterThanOrEqualTo(AFTER_DEATH);
  }

  /** All count at once, but for a moment in the middle, in which Python alone does. */
  @Test
  void aThousandIncrementsAreAThousand() {
    var pythons = pythons(2);
    var javas = javas("count", path, "" + INCREMENTS);

    var half = path + JavaProcess.HALF;
    pythons.get(0).createBarrier(half);
    var inPython = pythons.get(0).add(path, "1", INCREMENTS);
    var inJava = javas.stream().map(JavaProcess::begin).toList();
    awaitWatched(half, javas.size());
    Bounded.get(pythons.get(1).add(path, "1", INCREMENTS / 10));
    assertThat(pythons.get(1).removeBarrier(half)).isTrue();
    Bounded.get(pythons.get(1).add(path, "1", INCREMENTS - INCREMENTS / 10));
    var seen = all(inJava);
    Bounded.get(inPython);

    assertThat(seen).as("what the Java processes got").hasSize(2 * INCREMENTS);
    assertThat(seen).doesNotHaveDuplicates();
    assertThat(between(seen)).as("of Python").isGreaterThanOrEqualTo(INCREMENTS / 10);
    assertThat(onlooker.read(path, new Stat())).isEqualTo("1000".getBytes(US_ASCII));
    assertThat(pythons.get(0).value(path)).isEqualTo("1000");
    assertThat(java(Backend.RAW, "java").counter(path).get()).isEqualTo(1000);
  }

  /** How many numbers between the least and the greatest are missing. */
  private static int between(List<String> distinct) {
    var numbers = distinct.stream().mapToInt(Integer::parseInt).summaryStatistics();
    return numbers.getMax() - numbers.getMin() + 1 - distinct.size();
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

  /** Each of those that die has consumed some and claimed one, while the others are at work. */
  @Test
  void whatTheKilledHadClaimedIsConsumedByOneThatLives() {
    var python = python();
    var dyingPython = python(SHORT_SESSION);
    var java = javaProcess(Backend.RAW, SESSION, "locking", path, "" + ITEMS);
    var dyingJava =
        javaProcess(Backend.CURATOR, SHORT_SESSION, "consume and claim", path, "" + BEFORE_DEATH);
    int fill = ITEMS + 2 * BEFORE_DEATH;
    Bounded.get(python.fillLockingQueue(path, "python 1", fill));
    var inDyingJava = dyingJava.begin(BEFORE_DEATH + 1);
    var inJava = java.begin();
    var inDyingPython = dyingPython.takeFromLockingQueue(path, BEFORE_DEATH);
    var inPython = new ArrayList<>(Bounded.get(python.takeFromLockingQueue(path, ITEMS / 2)));
    var consumed = new ArrayList<>(Bounded.get(inDyingPython));
    var claimed = new ArrayList<String>();
    claimed.add(Bounded.get(dyingPython.claim(path, LONG)).orElseThrow());
    consumed.addAll(Bounded.get(inDyingJava));
    claimed.add(consumed.remove(2 * BEFORE_DEATH));

    dyingPython.kill();
    dyingJava.kill();
    inPython.addAll(Bounded.get(python.takeFromLockingQueue(path, ITEMS - ITEMS / 2)));

    var byThoseThatLive = new ArrayList<>(Bounded.get(inJava));
    byThoseThatLive.addAll(inPython);
    assertThat(byThoseThatLive).containsAll(claimed);
    consumed.addAll(byThoseThatLive);
    assertThat(consumed)
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(items("python 1", fill), items("java RAW", ITEMS)).toList());
    assertThat(onlooker.awaitInLine(path + "/entries", 0)).isEmpty();
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
    var wanted = ALL.stream().flatMap(producer -> items(producer, ITEMS)).toList();
    assertThat(wanted).hasSize(500);
    assertThat(taken).containsExactlyInAnyOrderElementsOf(wanted);
  }

  private static Stream<String> items(String producer, int count) {
    return IntStream.range(0, count).mapToObj(i -> producer + " " + i);
  }
}
