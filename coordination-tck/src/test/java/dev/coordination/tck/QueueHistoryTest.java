package dev.coordination.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.tck.QueueHistory.End;
import dev.coordination.tck.QueueHistory.Operation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A checker that always says yes must fail here, and so must one that refuses what is legal. */
class QueueHistoryTest {

  private final QueueHistory history = new QueueHistory();

  private QueueHistoryTest put(String item, int priority, long called, long returned) {
    history.add(Operation.put("A", item, priority, called, returned, End.DONE));
    return this;
  }

  private QueueHistoryTest put(String item, long called, long returned) {
    return put(item, 100, called, returned);
  }

  private QueueHistoryTest perhapsPut(String item, long called, long returned) {
    history.add(Operation.put("A", item, 100, called, returned, End.UNKNOWN));
    return this;
  }

  private QueueHistoryTest took(String who, String item, long called, long returned) {
    history.add(Operation.take(who, item, called, returned, End.DONE));
    return this;
  }

  private QueueHistoryTest perhapsTook(String item, long called, long returned) {
    history.add(Operation.take("B", item, called, returned, End.UNKNOWN));
    return this;
  }

  private QueueHistoryTest gaveUp(long called, long returned) {
    history.add(Operation.take("C", "", called, returned, End.NOTHING));
    return this;
  }

  private QueueHistoryTest withdrew(String who, long called) {
    history.add(Operation.take(who, "", called, QueueHistory.OPEN, End.WITHDRAWN));
    return this;
  }

  private QueueHistoryTest sessionEnded(String who, long instant) {
    history.sessionEnded(who, instant);
    return this;
  }

  private QueueHistoryTest claimed(String item, long token, long called, long returned) {
    history.add(Operation.claim("B", item, token, called, returned));
    return this;
  }

  private QueueHistoryTest consumed(String item, long called, long returned, End end) {
    history.add(Operation.consume("B", item, called, returned, end));
    return this;
  }

  private void isLegal(String... left) {
    assertThat(history.violations(List.of(left))).isEmpty();
  }

  private void isIllegal(String what, String... left) {
    assertThat(history.violations(List.of(left))).anyMatch(violation -> violation.contains(what));
  }

  // ---- what went in comes out

  @Test
  void acceptsNothing() {
    isLegal();
  }

  @Test
  void acceptsWhatIsTakenAndWhatIsLeft() {
    put("a", 1, 2).put("b", 3, 4).took("B", "a", 5, 6).isLegal("b");
  }

  @Test
  void acceptsATakeThatOvertakesThePutItself() {
    put("a", 1, 10).took("B", "a", 2, 3).isLegal();
  }

  @Test
  void refusesAnItemThatIsGone() {
    put("a", 1, 2).isIllegal("is gone");
  }

  @Test
  void refusesAnItemTakenTwice() {
    put("a", 1, 2).took("B", "a", 3, 4).took("C", "a", 5, 6).isIllegal("more often");
  }

  @Test
  void refusesAnItemTakenAndLeft() {
    put("a", 1, 2).took("B", "a", 3, 4).isIllegal("more often", "a");
  }

  @Test
  void refusesAnItemLeftTwice() {
    put("a", 1, 2).isIllegal("more often", "a", "a");
  }

  @Test
  void refusesWhatWasNeverPut() {
    took("B", "a", 1, 2).isIllegal("never put");
    new QueueHistoryTest().isIllegal("never put", "a");
  }

  @Test
  void refusesWhatWasSeenBeforeItWasPut() {
    took("B", "a", 1, 2).put("a", 3, 4).isIllegal("before it was put");
  }

  @Test
  void refusesTheEffectOfARefusedPut() {
    history.add(Operation.put("A", "a", 100, 1, 2, End.NOTHING));
    isLegal();
    isIllegal("never put", "a");
  }

  // ---- unknown outcomes

  @Test
  void acceptsAnUnknownPutBothWays() {
    perhapsPut("a", 1, 2).perhapsPut("b", 1, 2).took("B", "b", 3, 4).isLegal();
    isLegal("a");
  }

  @Test
  void refusesAnUnknownPutMadeTwice() {
    perhapsPut("a", 1, 2).took("B", "a", 3, 4).isIllegal("more often", "a");
  }

  @Test
  void acceptsAnUnknownTakeBothWays() {
    put("a", 1, 2).put("b", 1, 2).perhapsTook("a", 3, 4).perhapsTook("b", 3, 4).isLegal("b");
  }

  @Test
  void acceptsThatSomebodyElseTookWhatPerhapsWasTaken() {
    put("a", 1, 2).perhapsTook("a", 3, 4).took("C", "a", 5, 6).isLegal();
  }

  @Test
  void refusesThatAnUnknownTakeMakesUpForASecondOne() {
    put("a", 1, 2).perhapsTook("a", 3, 4).took("C", "a", 5, 6).isIllegal("more often", "a");
  }

  // ---- the order

  @Test
  void refusesTheSecondBeforeTheFirst() {
    put("a", 1, 2).put("b", 3, 4).took("B", "b", 5, 6).took("C", "a", 7, 8);
    isIllegal("a was passed over for b");
  }

  @Test
  void acceptsAnyOrderOfConcurrentPuts() {
    put("a", 1, 4).put("b", 2, 3).took("B", "b", 5, 6).took("C", "a", 7, 8).isLegal();
  }

  @Test
  void acceptsAnyOrderOfConcurrentTakes() {
    put("a", 1, 2).put("b", 3, 4).took("B", "b", 5, 8).took("C", "a", 7, 9).isLegal();
  }

  @Test
  void acceptsTheSecondWhileSomebodyHadTheFirstInHand() {
    put("a", 1, 2).put("b", 3, 4).gaveUp(5, 8).took("B", "b", 6, 7).took("B", "a", 9, 10).isLegal();
  }

  @Test
  void refusesTheSecondAfterTheFirstWasGivenBack() {
    put("a", 1, 2).put("b", 3, 4).gaveUp(5, 6).took("B", "b", 7, 8).took("B", "a", 9, 10);
    isIllegal("passed over");
  }

  @Test
  void acceptsTheSecondAfterATakeThatIsStillOpen() {
    put("a", 1, 2).put("b", 3, 4).gaveUp(5, QueueHistory.OPEN);
    took("B", "b", 7, 8).took("C", "a", 9, 10).isLegal();
  }

  /** B's first take has a in hand while its second takes b; then C is faster. */
  @Test
  void acceptsTheSecondWhileTheFirstWasInHandAndLostToAnotherClient() {
    put("a", 1, 2).put("b", 3, 4).put("c", 5, 6);
    took("B", "c", 7, 12).took("B", "b", 8, 9).took("C", "a", 10, 11).isLegal();
  }

  @Test
  void refusesTheSecondWhileOnlyAnotherClientHadTheFirstInHand() {
    put("a", 1, 2).put("b", 3, 4).put("c", 5, 6);
    took("A", "c", 7, 12).took("B", "b", 8, 9).took("C", "a", 10, 11);
    isIllegal("a was passed over for b");
  }

  @Test
  void refusesTheSecondWhenNobodyStillHadTheFirstToLose() {
    put("a", 1, 2).put("b", 3, 4).put("c", 5, 6);
    took("B", "c", 7, 10).took("B", "b", 8, 9).took("C", "a", 11, 12);
    isIllegal("a was passed over for b");
  }

  @Test
  void refusesTheSecondWhenTheFirstWasNotLostToAnotherClient() {
    put("a", 1, 2).put("b", 3, 4).put("c", 5, 6);
    took("B", "c", 7, 12).took("B", "b", 8, 9).took("B", "a", 10, 11);
    isIllegal("a was passed over for b");
  }

  @Test
  void acceptsTheUrgentBeforeTheFirst() {
    put("a", 100, 1, 2).put("b", 0, 3, 4).took("B", "b", 5, 6).took("B", "a", 7, 8).isLegal();
  }

  @Test
  void refusesTheOrdinaryBeforeTheUrgentOfTheSameClient() {
    put("a", 100, 1, 2).put("b", 0, 3, 4).took("A", "a", 5, 6).took("A", "b", 7, 8);
    isIllegal("b was passed over for a");
  }

  @Test
  void acceptsTheOrdinaryThatAnotherClientHadSelected() {
    put("a", 100, 1, 2).put("b", 0, 3, 4).took("B", "a", 5, 6).took("B", "b", 7, 8).isLegal();
  }

  // ---- withdrawn takers

  @Test
  void acceptsWhatAWithdrawnTakerHadInHandWhenItsSessionEnded() {
    put("a", 1, 2).withdrew("C", 3).sessionEnded("C", 4).isLegal();
  }

  @Test
  void refusesWhatAWithdrawnTakerCannotHaveHidden() {
    put("a", 1, 2).sessionEnded("C", 3).withdrew("C", 4).sessionEnded("B", 5);
    isIllegal("a was put and is gone");
  }

  @Test
  void refusesMoreThanOneItemForAWithdrawnTaker() {
    put("a", 1, 2).put("b", 3, 4).withdrew("C", 5).sessionEnded("C", 6).sessionEnded("C", 7);
    isIllegal("b was put and is gone");
  }

  @Test
  void refusesALossBecauseOfAnInterrupt() {
    put("a", 1, 2).gaveUp(3, QueueHistory.OPEN).sessionEnded("C", 4).isIllegal("is gone");
  }

  // ---- claims

  @Test
  void acceptsAClaimAfterAnother() {
    put("a", 1, 2).claimed("a", 7, 3, 4).claimed("a", 9, 5, 6).consumed("a", 7, 8, End.DONE);
    isLegal();
  }

  @Test
  void acceptsAClaimThatIsNotConsumed() {
    put("a", 1, 2).claimed("a", 7, 3, 4).consumed("a", 5, 6, End.NOTHING).isLegal("a");
  }

  @Test
  void refusesAClaimOfWhatWasConsumed() {
    put("a", 1, 2).claimed("a", 7, 3, 4).consumed("a", 5, 6, End.DONE).claimed("a", 9, 7, 8);
    isIllegal("claimed after");
  }

  @Test
  void refusesAnItemConsumedTwice() {
    put("a", 1, 2).consumed("a", 5, 6, End.DONE).consumed("a", 5, 6, End.DONE);
    isIllegal("more often");
  }

  @Test
  void refusesTokensThatDoNotIncrease() {
    put("a", 1, 2).claimed("a", 7, 3, 4).claimed("a", 7, 5, 6).isIllegal("token", "a");
  }
}
