package dev.coordination.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.tck.HoldHistory.Change;
import dev.coordination.tck.StoreInspector.Stake;
import org.junit.jupiter.api.Test;

/** A checker that always says yes must fail here, and so must one that refuses what is legal. */
class HoldHistoryTest {

  private static final int LIMIT = 2;
  private static final boolean BEGINS = true;
  private static final boolean ENDS = false;

  private final HoldHistory history = new HoldHistory();

  private HoldHistoryTest read(long token, long from, long to) {
    return held(Stake.SHARED, token, from, to);
  }

  private HoldHistoryTest wrote(long token, long from, long to) {
    return held(Stake.EXCLUSIVE, token, from, to);
  }

  private HoldHistoryTest hadPermit(long token, long from, long to) {
    return held(Stake.PERMIT, token, from, to);
  }

  /** Held from one instant to another, of which nothing is in doubt. */
  private HoldHistoryTest held(Stake stake, long token, long from, long to) {
    return change(stake, token, BEGINS, from, from + 1).change(stake, token, ENDS, to - 1, to);
  }

  private HoldHistoryTest change(
      Stake stake, long token, boolean begins, long called, long returned) {
    history.add(new Change("A", stake, token, begins, called, returned, true));
    return this;
  }

  private HoldHistoryTest mayHaveEnded(Stake stake, long token, long called) {
    history.add(new Change("A", stake, token, ENDS, called, 0, false));
    return this;
  }

  private boolean legal() {
    return history.isPossible(LIMIT);
  }

  @Test
  void acceptsNothing() {
    assertThat(legal()).isTrue();
  }

  // ---- readers and writers

  @Test
  void acceptsReadersTogetherBetweenWriters() {
    wrote(1, 0, 10).read(2, 11, 30).read(3, 12, 20).read(4, 15, 40).wrote(5, 41, 50);
    assertThat(legal()).isTrue();
  }

  @Test
  void acceptsReadersGrantedInAnyOrder() {
    read(3, 0, 30).read(2, 10, 40);
    assertThat(legal()).isTrue();
  }

  @Test
  void acceptsAReleaseThatTookTime() {
    change(Stake.EXCLUSIVE, 1, BEGINS, 0, 1).change(Stake.EXCLUSIVE, 1, ENDS, 10, 100);
    wrote(2, 20, 30).read(3, 40, 50);
    assertThat(legal()).isTrue();
  }

  @Test
  void acceptsAGrantThatWasHeardOfLate() {
    change(Stake.SHARED, 1, BEGINS, 0, 100).change(Stake.SHARED, 1, ENDS, 100, 101);
    wrote(2, 120, 130);
    assertThat(legal()).isTrue();
  }

  @Test
  void refusesTwoWriters() {
    wrote(1, 0, 20).wrote(2, 10, 30);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAWriterBesideAReader() {
    read(1, 0, 20).wrote(2, 10, 30);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAReaderBesideAWriter() {
    wrote(1, 0, 20).read(2, 10, 30);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAWriterBesideOneOfManyReaders() {
    read(1, 0, 10).read(2, 5, 30).read(3, 6, 12).wrote(4, 20, 40);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAWritersTokenThatIsNoneOfTheGreatest() {
    read(5, 0, 10).wrote(4, 20, 30);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAReadersTokenThatIsLessThanTheWritersBefore() {
    wrote(5, 0, 10).read(4, 20, 30);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesATokenOfAReadersPhaseThatIsGreaterThanTheNextWriters() {
    read(1, 0, 10).read(9, 1, 11).wrote(5, 20, 30);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesAWriterBesideOneWhoseEndIsStillToCome() {
    change(Stake.SHARED, 1, BEGINS, 0, 1).wrote(2, 10, 20);
    assertThat(legal()).isFalse();
  }

  @Test
  void acceptsAnUnknownEndWhereverItHelps() {
    change(Stake.EXCLUSIVE, 1, BEGINS, 0, 1).mayHaveEnded(Stake.EXCLUSIVE, 1, 2).read(2, 10, 20);
    assertThat(legal()).isTrue();
  }

  @Test
  void acceptsAnUnknownEndThatNeverCame() {
    read(2, 10, 20).change(Stake.SHARED, 1, BEGINS, 0, 1).mayHaveEnded(Stake.SHARED, 1, 2);
    assertThat(legal()).isTrue();
  }

  @Test
  void refusesAnUnknownEndBeforeItCanHaveCome() {
    change(Stake.EXCLUSIVE, 1, BEGINS, 0, 1).mayHaveEnded(Stake.EXCLUSIVE, 1, 15).read(2, 10, 20);
    assertThat(legal()).isFalse();
  }

  // ---- permits

  @Test
  void acceptsAsManyAsThereArePermits() {
    hadPermit(1, 0, 20).hadPermit(2, 5, 30).hadPermit(3, 21, 40).hadPermit(4, 31, 50);
    assertThat(legal()).isTrue();
  }

  @Test
  void refusesOneMoreThanThereArePermits() {
    hadPermit(1, 0, 20).hadPermit(2, 5, 30).hadPermit(3, 10, 40);
    assertThat(legal()).isFalse();
  }

  @Test
  void refusesTokensOfPermitsThatGoBack() {
    hadPermit(2, 0, 10).hadPermit(1, 20, 30);
    assertThat(legal()).isFalse();
  }

  @Test
  void acceptsPermitsGrantedAtOnceInAnyOrder() {
    change(Stake.PERMIT, 2, BEGINS, 0, 10).change(Stake.PERMIT, 1, BEGINS, 5, 8);
    assertThat(legal()).isTrue();
  }

  // ---- holds as they are seen

  private ScriptedHold granted(String who, Stake stake, long token) {
    ScriptedHold hold = new ScriptedHold(who, token);
    history.granted(who, stake, hold, history.instant());
    return hold;
  }

  @Test
  void seesTheEndOfAHold() {
    ScriptedHold first = granted("A", Stake.EXCLUSIVE, 1);
    history.sample();
    first.end();
    history.sample();
    history.release(granted("B", Stake.EXCLUSIVE, 2));
    granted("C", Stake.SHARED, 3);
    assertThat(legal()).isTrue();
  }

  @Test
  void seesTwoHoldsAtOnce() {
    granted("A", Stake.EXCLUSIVE, 1);
    granted("B", Stake.SHARED, 2);
    assertThat(legal()).isFalse();
  }

  @Test
  void seesAHoldThatEndedTooLate() {
    ScriptedHold first = granted("A", Stake.EXCLUSIVE, 1);
    granted("B", Stake.EXCLUSIVE, 2).end();
    history.sample();
    first.end();
    history.sample();
    assertThat(legal()).isFalse();
  }

  @Test
  void excusesAHoldEndedByHand() {
    ScriptedHold first = granted("A", Stake.EXCLUSIVE, 1);
    history.endedByHand("A");
    granted("B", Stake.EXCLUSIVE, 2);
    history.sample();
    first.end();
    history.sample();
    assertThat(legal()).isTrue();
  }

  @Test
  void excusesAHoldThatWasOverBeforeItBegan() {
    long called = history.instant();
    history.endedByHand("A");
    granted("B", Stake.EXCLUSIVE, 2);
    ScriptedHold late = new ScriptedHold("A", 1);
    assertThat(history.granted("A", Stake.EXCLUSIVE, late, called)).isTrue();
    late.end();
    assertThat(legal()).isTrue();
  }

  @Test
  void excusesNobodyElse() {
    granted("A", Stake.EXCLUSIVE, 1);
    history.endedByHand("B");
    granted("B", Stake.EXCLUSIVE, 2);
    assertThat(legal()).isFalse();
  }

  @Test
  void searchesALongHistoryQuickly() {
    for (long i = 0; i < 150; i++) { // three readers, then a writer, all asking long before
      boolean writes = i % 4 == 3;
      Stake stake = writes ? Stake.EXCLUSIVE : Stake.SHARED;
      long grant = 100 * (i / 4) + (writes ? 50 : i % 4);
      change(stake, i + 1, BEGINS, Math.max(0, grant - 900), grant + 1);
      change(stake, i + 1, ENDS, grant + 10, grant + 12);
    }
    assertThat(legal()).isTrue();
    wrote(100, 20_000, 20_010);
    assertThat(legal()).isFalse();
  }
}
