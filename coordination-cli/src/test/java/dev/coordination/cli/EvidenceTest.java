package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.Demo.Facts;
import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A demo that cannot fail shows nothing: each claim falls when the records say otherwise. */
class EvidenceTest {

  private static final long SECOND = 1_000_000_000;

  private final List<Entry> entries = new ArrayList<>();
  private Facts facts = new Facts(200, 20 * SECOND, List.of("a", "b"));
  private long tally = 2;

  @BeforeEach
  void writeTheRecordsOfAGoodRun() {
    add("a", 1, Deed.ACQUIRED, 1010);
    add("a", 2, Deed.RELEASING, 1010);
    add("b", 3, Deed.ACQUIRED, 1011);
    add("b", 4, Deed.RELEASING, 1011);
    for (int value = 1; value <= 200; value++) {
      add(value % 2 == 0 ? "a" : "b", 5, Deed.COUNTED, value);
    }
    add("a", 10, Deed.LEADING, 300);
    add("a", 19, Deed.STILL_LEADING, 300);
    add("b", 22, Deed.LEADING, 301);
  }

  @Test
  void aGoodRun() {
    assertThat(failed()).isEmpty();
  }

  @Test
  void twoHoldersAtOnce() {
    replace(Deed.RELEASING, 1010, entry -> at(entry, 3.5));
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void someoneWithoutATurn() {
    entries.removeIf(entry -> entry.number() == 1011);
    tally = 1;
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void repeatedToken() {
    replace(Deed.ACQUIRED, 1011, entry -> numbered(entry, 1010));
    replace(Deed.RELEASING, 1011, entry -> numbered(entry, 1010));
    assertThat(failed()).contains("tokens");
  }

  @Test
  void wrongSum() {
    tally = 1;
    assertThat(failed()).containsExactly("file");
  }

  @Test
  void lostIncrement() {
    facts = new Facts(199, facts.killedAt(), facts.candidates());
    assertThat(failed()).containsExactly("counter");
  }

  @Test
  void valueTwice() {
    replace(Deed.COUNTED, 7, entry -> numbered(entry, 8));
    assertThat(failed()).containsExactly("counter");
  }

  @Test
  void twoLeadersAtOnce() {
    replace(Deed.STILL_LEADING, 300, entry -> at(entry, 22.5));
    assertThat(failed()).containsExactly("leaders");
  }

  @Test
  void leaderOutOfLine() {
    facts = new Facts(facts.counter(), facts.killedAt(), List.of("b", "a"));
    assertThat(failed()).containsExactly("leaders");
  }

  @Test
  void termOfAnEarlierLeader() {
    replace(Deed.LEADING, 301, entry -> numbered(entry, 299));
    assertThat(failed()).containsExactly("terms");
  }

  @Test
  void slowFailOver() {
    replace(Deed.LEADING, 301, entry -> at(entry, 25));
    assertThat(failed()).containsExactly("fail-over");
  }

  @Test
  void noFailOver() {
    entries.removeIf(entry -> entry.number() == 301);
    assertThat(failed()).contains("fail-over");
  }

  private List<String> failed() {
    return new Evidence(entries, facts, Duration.ofSeconds(2))
        .claims(tally).stream().filter(claim -> !claim.held()).map(Claim::subject).toList();
  }

  private void add(String worker, double seconds, Deed deed, long number) {
    entries.add(new Entry(worker, (long) (seconds * SECOND), deed, number));
  }

  private void replace(Deed deed, long number, UnaryOperator<Entry> change) {
    entries.replaceAll(
        entry -> entry.deed() == deed && entry.number() == number ? change.apply(entry) : entry);
  }

  private static Entry at(Entry entry, double seconds) {
    return new Entry(entry.worker(), (long) (seconds * SECOND), entry.deed(), entry.number());
  }

  private static Entry numbered(Entry entry, long number) {
    return new Entry(entry.worker(), entry.nanos(), entry.deed(), number);
  }
}
