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
    tookTurn("a", 0.5, 1, 2, 1010);
    tookTurn("b", 0.6, 3, 4, 1011);
    for (int value = 1; value <= 200; value++) {
      records.add(value % 2 == 0 ? "a" : "b", 5, Deed.COUNTED, value);
    }
    records.add("a", 10, Deed.LEADING, 300);
    records.add("a", 19, Deed.STILL_LEADING, 300);
    records.add("b", 22, Deed.LEADING, 301);
    records.add("b", 25.5, Deed.STILL_LEADING, 301);
    records.add("b", 26, Deed.RESIGNING, 301);
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
    records.remove(entry -> entry.worker().equals("b") && entry.nanos() < Written.nanos(4.5));
    tally = 1;
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void turnThatNeverEnds() {
    records.remove(entry -> entry.deed() == Deed.RELEASING && entry.number() == 1011);
    tally = 1;
    assertThat(failed()).containsExactly("lock");
  }

  /** It says so when it notices, which may be while the next one has the lock already. */
  @Test
  void turnThatWasLost() {
    loseTheFirstTurn();
    assertThat(failed()).isEmpty();
  }

  @Test
  void signOfATurnAfterItWasLost() {
    loseTheFirstTurn();
    records.add("a", 3.3, Deed.HOLDING, 1010);
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void signOfALostTurnWhileTheNextOneHasTheLock() {
    loseTheFirstTurn();
    records.replace(Deed.HOLDING, 1010, entry -> Written.at(entry, 3.1));
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void releasedAfterItWasLost() {
    loseTheFirstTurn();
    records.add("a", 3.3, Deed.RELEASING, 1010);
    tally = 2;
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void lostWithoutATurn() {
    records.add("a", 1.9, Deed.LOST, 1012);
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void releasedWithoutATurn() {
    records.add("b", 4.5, Deed.RELEASING, 1012);
    tally = 3;
    assertThat(failed()).containsExactly("lock");
  }

  @Test
  void releasedBeforeItsTurn() {
    records.replace(Deed.RELEASING, 1011, entry -> Written.at(entry, 2.5));
    assertThat(failed()).containsExactly("lock");
  }

  /** One who asked when another was in line already, and had its turn first. */
  @Test
  void overtaken() {
    tookTurn("c", 0.8, 2.2, 2.4, 1008);
    records.renumber(1010, 1007);
    tally = 3;
    assertThat(failed(3)).containsExactly("order");
  }

  /** One who asked before another saw itself in line may have come before it. */
  @Test
  void cameAtTheSameTime() {
    tookTurn("c", 0.65, 2.2, 2.4, 1008);
    records.renumber(1010, 1007);
    tally = 3;
    assertThat(failed(3)).isEmpty();
  }

  @Test
  void turnWithoutAsking() {
    records.remove(entry -> entry.deed() == Deed.ASKING && entry.worker().equals("b"));
    assertThat(failed()).containsExactly("order");
  }

  @Test
  void neverSeenInLine() {
    records.remove(entry -> entry.deed() == Deed.IN_LINE);
    assertThat(failed()).containsExactly("order");
  }

  @Test
  void inLineForEver() {
    records.add("c", 0.5, Deed.ASKING, 0);
    records.add("c", 0.6, Deed.IN_LINE, 0);
    assertThat(failed()).containsExactly("order");
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
  void resignationAfterTheNextLed() {
    records.add("b", 25.8, Deed.LEADING, 302);
    records.add("b", 27, Deed.RESIGNING, 302);
    candidates = List.of("a", "b", "b");
    assertThat(failed()).containsExactly("leaders");
  }

  @Test
  void leaderWhoNeverResigned() {
    records.remove(entry -> entry.deed() == Deed.RESIGNING);
    assertThat(failed()).containsExactly("leaders");
  }

  @Test
  void stillLeadingAfterTheResignation() {
    records.replace(Deed.STILL_LEADING, 301, entry -> Written.at(entry, 26.5));
    assertThat(failed()).containsExactly("leaders");
  }

  @Test
  void stillLeadingWhoNeverLed() {
    records.add("c", 21, Deed.STILL_LEADING, 299);
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
    records.renumber(301, 299);
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

  private void loseTheFirstTurn() {
    records.remove(entry -> entry.deed() == Deed.RELEASING && entry.number() == 1010);
    records.add("a", 1.5, Deed.HOLDING, 1010);
    records.add("a", 3.2, Deed.LOST, 1010);
    tally = 1;
  }

  private void tookTurn(String worker, double asking, double from, double to, long token) {
    records.add(worker, asking, Deed.ASKING, 0);
    records.add(worker, asking + 0.1, Deed.IN_LINE, 0);
    records.add(worker, from, Deed.ACQUIRED, token);
    records.add(worker, to, Deed.RELEASING, token);
  }

  private List<String> failed() {
    return failed(2);
  }

  private List<String> failed(int workers) {
    return records.refused(
        new LockEvidence(workers, tally),
        new CounterEvidence(200, counter),
        new ElectionEvidence(candidates, Written.death("a", 20), Duration.ofSeconds(2)));
  }
}
