package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.cli.Entry.Deed;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A demo that cannot fail shows nothing: each claim falls when the records say otherwise. */
class EvidenceTest {

  private final Written records = new Written();
  private long tally = 2;
  private long counter = 200;
  private List<String> candidates = List.of("a", "b");

  @BeforeEach
  void writeTheRecordsOfAGoodRun() {
    records.add("a", 1, Deed.ACQUIRED, 1010);
    records.add("a", 2, Deed.RELEASING, 1010);
    records.add("b", 3, Deed.ACQUIRED, 1011);
    records.add("b", 4, Deed.RELEASING, 1011);
    for (int value = 1; value <= 200; value++) {
      records.add(value % 2 == 0 ? "a" : "b", 5, Deed.COUNTED, value);
    }
    records.add("a", 10, Deed.LEADING, 300);
    records.add("a", 19, Deed.STILL_LEADING, 300);
    records.add("b", 22, Deed.LEADING, 301);
  }

  @Test
  void aGoodRun() {
    assertThat(failed()).isEmpty();
  }

  @Test
  void twoHoldersAtOnce() {
    records.replace(Deed.RELEASING, 1010, entry -> Written.at(entry, 3.5));
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void someoneWithoutATurn() {
    records.remove(entry -> entry.number() == 1011);
    tally = 1;
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void repeatedToken() {
    records.replace(Deed.ACQUIRED, 1011, entry -> Written.numbered(entry, 1010));
    records.replace(Deed.RELEASING, 1011, entry -> Written.numbered(entry, 1010));
    assertThat(failed()).contains("tokens");
  }

  @Test
  void wrongSum() {
    tally = 1;
    assertThat(failed()).containsExactly("file");
  }

  @Test
  void lostIncrement() {
    counter = 199;
    assertThat(failed()).containsExactly("counter");
  }

  @Test
  void valueTwice() {
    records.replace(Deed.COUNTED, 7, entry -> Written.numbered(entry, 8));
    assertThat(failed()).containsExactly("counter");
  }

  @Test
  void twoLeadersAtOnce() {
    records.replace(Deed.STILL_LEADING, 300, entry -> Written.at(entry, 22.5));
    assertThat(failed()).containsExactly("leaders");
  }

  @Test
  void leaderBeforeTheOtherWasDead() {
    records.replace(Deed.LEADING, 301, entry -> Written.at(entry, 20.05));
    assertThat(failed()).containsExactly("leaders");
  }

  @Test
  void leaderOutOfLine() {
    candidates = List.of("b", "a");
    assertThat(failed()).containsExactly("leaders");
  }

  @Test
  void termOfAnEarlierLeader() {
    records.replace(Deed.LEADING, 301, entry -> Written.numbered(entry, 299));
    assertThat(failed()).containsExactly("terms");
  }

  @Test
  void slowFailOver() {
    records.replace(Deed.LEADING, 301, entry -> Written.at(entry, 25));
    assertThat(failed()).containsExactly("fail-over");
  }

  @Test
  void noFailOver() {
    records.remove(entry -> entry.number() == 301);
    assertThat(failed()).contains("fail-over");
  }

  private List<String> failed() {
    return records.refused(
        new LockEvidence(2, tally),
        new CounterEvidence(200, counter),
        new ElectionEvidence(candidates, Written.death("a", 20), Duration.ofSeconds(2)));
  }
}
