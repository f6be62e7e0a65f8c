package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.MalformedDataException;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import org.apache.zookeeper.data.Stat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Python and Java count in one node. */
class KazooCounterTest extends KazooTest {

  private static final int EACH = 50;

  @ParameterizedTest
  @EnumSource
  void eachReadsWhatTheOtherWrote(Backend backend) {
    var python = python();
    var counter = java(backend, "java").counter(path);

    assertThat(python.value(path)).isEqualTo("0");
    assertThat(counter.get()).as("of the empty node that kazoo makes").isZero();
    assertThat(counter.increment(41)).isEqualTo(41);
    assertThat(python.value(path)).isEqualTo("41");
    Bounded.get(python.add(path, "1", 1));
    assertThat(counter.get()).isEqualTo(42);
    Bounded.get(python.add(path, "-50", 1));
    assertThat(counter.get()).isEqualTo(-8);
    assertThat(counter.increment()).as("over a value that has changed since").isEqualTo(-7);
    assertThat(python.value(path)).isEqualTo("-7");
    assertThat(counter.compareAndSet(-7, Long.MIN_VALUE)).isTrue();
    assertThat(python.value(path)).isEqualTo("-9223372036854775808");
    counter.reset();
    assertThat(python.value(path)).isEqualTo("0");
  }

  @ParameterizedTest
  @EnumSource
  void pythonReadsWhatJavaMade(Backend backend) {
    java(backend, "java").counter(path).increment();
    var python = python();

    assertThat(python.value(path)).isEqualTo("1");
    Bounded.get(python.add(path, "2", 3));
    assertThat(java(backend, "other").counter(path).get()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource
  void whatNoLongCanHoldIsRefusedAndKept(Backend backend) {
    var python = python();
    var counter = java(backend, "java").counter(path);
    Bounded.get(python.add(path, "9223372036854775807", 1));
    assertThat(counter.get()).isEqualTo(Long.MAX_VALUE);

    Bounded.get(python.add(path, "1", 1));

    assertThatThrownBy(counter::get).isInstanceOf(MalformedDataException.class);
    assertThatThrownBy(counter::increment).isInstanceOf(MalformedDataException.class);
    assertThat(python.value(path)).isEqualTo("9223372036854775808");
  }

  @ParameterizedTest
  @EnumSource
  void kazoosOtherKindsOfNumbersAreRefusedAndKept(Backend backend) {
    var python = python();
    var java = java(backend, "java");
    assertThat(python.addFloat(path + "-float", "2.5")).isEqualTo("2.5");
    assertThat(python.addCurator(path + "-curator", "42")).isEqualTo("42");

    refusedAndKept(java.counter(path + "-float"), "2.5".getBytes(US_ASCII));
    refusedAndKept(java.counter(path + "-curator"), new byte[] {0, 0, 0, 42});

    assertThat(python.addFloat(path + "-float", "-2.5")).isEqualTo("0.0");
    assertThat(python.addCurator(path + "-curator", "-43")).isEqualTo("-1");
    refusedAndKept(java.counter(path + "-float"), "0.0".getBytes(US_ASCII));
    refusedAndKept(java.counter(path + "-curator"), new byte[] {-1, -1, -1, -1});
  }

  /** Nobody can tell such a number of kazoo's from digits. */
  @ParameterizedTest
  @EnumSource
  void fourBytesThatAreDigitsReadAsTheseDigits(Backend backend) {
    assertThat(python().addCurator(path, "825373492")).isEqualTo("825373492");

    assertThat(java(backend, "java").counter(path).get()).isEqualTo(1234);
  }

  private void refusedAndKept(DistributedCounter counter, byte[] data) {
    var before = new Stat();
    assertThat(onlooker.read(counter.path(), before)).isEqualTo(data);
    assertThatThrownBy(counter::get).isInstanceOf(MalformedDataException.class);
    assertThatThrownBy(counter::increment).isInstanceOf(MalformedDataException.class);
    assertThatThrownBy(() -> counter.compareAndSet(0, 1))
        .isInstanceOf(MalformedDataException.class);
    var after = new Stat();
    assertThat(onlooker.read(counter.path(), after)).isEqualTo(data);
    assertThat(after).isEqualTo(before);
  }

  @Test
  void allCountAtOnceWithoutLoss() {
    var pythons = pythons(2);
    var raw = java(Backend.RAW, "raw");
    var curator = java(Backend.CURATOR, "curator");

    var inPython = pythons.stream().map(python -> python.add(path, "1", EACH)).toList();
    var inJava = new ArrayList<Callable<Boolean>>();
    inJava.add(() -> count(raw));
    inJava.add(() -> count(curator));
    Bounded.all(inJava);
    inPython.forEach(Bounded::get);

    long all = 4 * EACH;
    assertThat(raw.counter(path).get()).isEqualTo(all);
    assertThat(curator.counter(path).get()).isEqualTo(all);
    assertThat(pythons).allSatisfy(p -> assertThat(p.value(path)).isEqualTo("" + all));
    var stat = new Stat();
    assertThat(onlooker.read(path, stat)).isEqualTo(("" + all).getBytes(US_ASCII));
  }

  private boolean count(CoordinationClient client) {
    var counter = client.counter(path);
    for (int i = 0; i < EACH; i++) {
      counter.increment();
    }
    return true;
  }

  @ParameterizedTest
  @EnumSource
  void whatTheDeadCountedCountsAndTheyStopNobody(Backend backend) {
    var dying = python();
    Bounded.get(dying.add(path, "1", 5));
    var mortal = mortalJava(backend, "java");
    assertThat(mortal.client().counter(path).increment(10)).isEqualTo(15);
    int before = version();
    var unfinished = dying.add(path, "0", Integer.MAX_VALUE);
    until("written by the one that dies", () -> version() > before);

    dying.kill();
    mortal.expireByTime();

    var python = python();
    Bounded.get(python.add(path, "100", 1));
    assertThat(java(backend, "other").counter(path).increment(1000)).isEqualTo(1115);
    assertThat(python.value(path)).isEqualTo("1115");
    assertThat(unfinished).isCompletedExceptionally();
  }

  private int version() {
    var stat = new Stat();
    var unused = onlooker.read(path, stat);
    return stat.getVersion();
  }
}
