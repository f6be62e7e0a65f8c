package dev.coordination.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.tck.CounterHistory.Action;
import dev.coordination.tck.CounterHistory.End;
import dev.coordination.tck.CounterHistory.Operation;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A checker that always says yes must fail here, and so must one that refuses what is legal. */
class CounterHistoryTest {

  private static final Action GET = new Action.Get();
  private static final Action ADD = new Action.Add(1);

  private final CounterHistory history = new CounterHistory();

  private CounterHistoryTest did(Action action, long called, long returned, long result) {
    history.add(new Operation("A", action, called, returned, End.RETURNED, result));
    return this;
  }

  private CounterHistoryTest mayHaveDone(Action action, long called, long returned) {
    history.add(new Operation("B", action, called, returned, End.UNKNOWN, 0));
    return this;
  }

  private boolean legal() {
    return history.isLinearizable(0);
  }

  @Test
  void acceptsNothing() {
    assertThat(legal()).isTrue();
  }

  @Test
  void acceptsASequence() {
    did(ADD, 1, 2, 1).did(GET, 3, 4, 1).did(new Action.Set(7), 5, 6, 0).did(GET, 7, 8, 7);
    did(new Action.CompareAndSet(7, 9), 9, 10, 1).did(new Action.CompareAndSet(7, 1), 11, 12, 0);
    did(ADD, 13, 14, 10);
    assertThat(legal()).isTrue();
  }

  @Test
  void acceptsAnyOrderOfConcurrentOperations() {
    did(ADD, 1, 10, 2).did(ADD, 2, 9, 1).did(GET, 3, 8, 1);
    assertThat(legal()).isTrue();
  }

  @Test
  void refusesALostUpdate() {
    did(ADD, 1, 10, 1).did(ADD, 2, 9, 1);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAnUpdateMadeTwice() {
    did(ADD, 1, 2, 1).did(GET, 3, 4, 2);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAStaleRead() {
    did(ADD, 1, 2, 1).did(GET, 3, 4, 0);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesReadsThatGoBack() {
    did(ADD, 1, 20, 1).did(GET, 2, 3, 1).did(GET, 4, 5, 0);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesTwoSuccessesOfOneComparison() {
    did(new Action.CompareAndSet(0, 1), 1, 10, 1).did(new Action.CompareAndSet(0, 1), 2, 9, 1);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAFailureThatNothingExplains() {
    did(new Action.CompareAndSet(0, 1), 1, 2, 0);
    assertThat(legal()).isFalse();
  }

  @Test
  void acceptsAnUnknownOutcomeBothWays() {
    mayHaveDone(ADD, 1, 2).did(GET, 3, 4, 0).did(GET, 5, 6, 1);
    assertThat(legal()).isTrue();
  }

  @Test
  void refusesAnUnknownOutcomeAppliedTwice() {
    mayHaveDone(ADD, 1, 2).did(GET, 3, 4, 2);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAnUnknownOutcomeBeforeItsCall() {
    did(GET, 1, 2, 1).mayHaveDone(ADD, 3, 4);
    assertThat(legal()).isFalse();
  }

  @Test
  void leavesOutWhatWasRefused() {
    history.add(new Operation("A", ADD, 1, 2, End.REFUSED, 0));
    did(GET, 3, 4, 0);
    assertThat(legal()).isTrue();
  }

  @Test
  void searchesALongHistoryQuickly() {
    // 60 operations, 6 at a time, made on a real number: legal until one result is changed.
    long value = 0;
    Random random = new Random(5);
    for (int i = 0; i < 60; i++) {
      long batch = i / 6 * 100L;
      did(ADD, batch + random.nextInt(20), batch + 50 + random.nextInt(20), ++value);
    }
    assertThat(legal()).isTrue();
    did(GET, 2000, 2001, 59);
    assertThat(legal()).isFalse();
  }
}
