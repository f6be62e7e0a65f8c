package dev.coordination.tck;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Illegal histories must be refused and legal ones must not, or the judge is worth nothing. */
class ExclusionMonitorTest {

  private final List<Contender> line = new ArrayList<>();
  private final ExclusionMonitor monitor = new ExclusionMonitor("/locks/a", 2, () -> line);

  private ScriptedHold granted(String who, long token) {
    return granted(who, token, Stake.EXCLUSIVE);
  }

  private ScriptedHold granted(String who, long token, Stake stake) {
    return monitor.granted(who, stake, new ScriptedHold(who, token));
  }

  private void storeShows(String who, long token) {
    line.clear();
    storeAdds(who, token, Stake.EXCLUSIVE);
  }

  private void storeAdds(String who, long token, Stake stake) {
    line.add(new Contender(who, token, true, stake));
  }

  @Test
  void acceptsGrantsInSuccession() {
    for (int token = 41; token < 44; token++) {
      storeShows("A", token);
      ScriptedHold hold = granted("A", token);
      monitor.sample();
      hold.end();
      monitor.sample();
    }
    assertThatCode(monitor::rethrow).doesNotThrowAnyException();
  }

  @Test
  void refusesTwoHoldersAtOnce() {
    granted("A", 41);
    assertThatThrownBy(() -> granted("B", 42))
        .isInstanceOf(RuleFailure.class)
        .hasMessage(
            "[LOCK-01] B acquired /locks/a (token 42) while A's hold (token 41) was HELD;"
                + " see contract.md#lock-01");
  }

  @Test
  void refusesAHoldThatComesBackToLife() {
    ScriptedHold first = granted("A", 41);
    first.end();
    granted("B", 42);
    storeShows("B", 42);
    monitor.sample();
    first.revive();
    assertThatThrownBy(monitor::sample).hasMessageContaining("[LOCK-01]");
  }

  @Test
  void refusesAHoldThatTheStoreGaveToSomebodyElse() {
    granted("A", 41);
    storeShows("B", 42);
    assertThatThrownBy(monitor::sample)
        .hasMessageContaining("[LOCK-01] A's hold (token 41) on /locks/a was HELD while the line");
  }

  @Test
  void refusesAHoldThatTheStoreDoesNotKnow() {
    granted("A", 41);
    assertThatThrownBy(monitor::sample).hasMessageContaining("[LOCK-01]");
  }

  @Test
  void refusesATokenUsedTwice() {
    granted("A", 41).end();
    assertThatThrownBy(() -> granted("B", 41))
        .hasMessageContaining("[HOLD-09] B acquired /locks/a (token 41), the token of A's hold");
  }

  @Test
  void refusesATokenThatWentBack() {
    granted("A", 42).end();
    assertThatThrownBy(() -> granted("B", 41)).hasMessageContaining("[HOLD-09]");
  }

  @Test
  void refusesATokenThatIsNotPositive() {
    assertThatThrownBy(() -> granted("A", 0)).hasMessageContaining("[HOLD-09]");
  }

  @Test
  void acceptsALateReportOfAGrantThatHasEnded() {
    granted("B", 42).end();
    ScriptedHold late = new ScriptedHold("A", 41);
    late.end();
    assertThatCode(() -> monitor.granted("A", Stake.EXCLUSIVE, late)).doesNotThrowAnyException();
  }

  @Test
  void excusesWhatWasEndedByHand() {
    storeShows("A", 41);
    granted("A", 41);
    monitor.endedByHand("A");
    storeShows("B", 42);
    granted("B", 42);
    assertThatCode(monitor::sample).doesNotThrowAnyException();
  }

  @Test
  void excusesNobodyElse() {
    storeShows("A", 41);
    granted("A", 41);
    monitor.endedByHand("B");
    assertThatThrownBy(() -> granted("B", 42)).hasMessageContaining("[LOCK-01]");
  }

  @Test
  void repeatsWhatItFound() {
    granted("A", 41);
    assertThatThrownBy(() -> granted("B", 42)).isInstanceOf(RuleFailure.class);
    assertThatThrownBy(monitor::rethrow).hasMessageContaining("[LOCK-01] B acquired");
    assertThatThrownBy(monitor::sample).hasMessageContaining("[LOCK-01] B acquired");
  }

  // ---- readers and writers

  @Test
  void acceptsReadersTogetherAndTheirReportsInAnyOrder() {
    storeAdds("A", 41, Stake.SHARED);
    storeAdds("B", 42, Stake.SHARED);
    granted("B", 42, Stake.SHARED);
    granted("A", 41, Stake.SHARED);
    assertThatCode(monitor::sample).doesNotThrowAnyException();
  }

  @Test
  void refusesAWriterAmongReaders() {
    granted("A", 41, Stake.SHARED);
    granted("B", 42, Stake.SHARED);
    assertThatThrownBy(() -> granted("C", 43))
        .hasMessageContaining("[RWLOCK-01] C acquired /locks/a (token 43) while A's hold");
  }

  @Test
  void refusesAReaderBesideAWriter() {
    granted("A", 41);
    assertThatThrownBy(() -> granted("B", 42, Stake.SHARED)).hasMessageContaining("[RWLOCK-01]");
  }

  @Test
  void refusesAReaderWhoseTokenIsLessThanAWritersBefore() {
    granted("A", 42).end();
    assertThatThrownBy(() -> granted("B", 41, Stake.SHARED)).hasMessageContaining("[HOLD-09]");
  }

  @Test
  void refusesAReaderBehindAWriterInTheStore() {
    storeAdds("A", 40, Stake.SHARED);
    storeAdds("W", 41, Stake.EXCLUSIVE);
    storeAdds("B", 42, Stake.SHARED);
    granted("A", 40, Stake.SHARED);
    monitor.sample();
    granted("B", 42, Stake.SHARED);
    assertThatThrownBy(monitor::sample)
        .hasMessageContaining(
            "[RWLOCK-01] B's hold (token 42) on /locks/a was HELD while the line");
  }

  // ---- permits

  @Test
  void acceptsAsManyHoldersAsPermits() {
    storeAdds("A", 41, Stake.PERMIT);
    storeAdds("B", 42, Stake.PERMIT);
    storeAdds("C", 43, Stake.WAITING);
    granted("B", 42, Stake.PERMIT);
    granted("A", 41, Stake.PERMIT).end();
    line.remove(0);
    granted("C", 43, Stake.PERMIT);
    line.set(1, new Contender("C", 43, true, Stake.PERMIT));
    assertThatCode(monitor::sample).doesNotThrowAnyException();
  }

  @Test
  void refusesOneHolderMoreThanPermits() {
    granted("A", 41, Stake.PERMIT);
    granted("B", 42, Stake.PERMIT);
    assertThatThrownBy(() -> granted("C", 43, Stake.PERMIT))
        .hasMessageContaining("[SEM-01] 2 permits of /locks/a were held at once: [A's hold");
  }

  @Test
  void refusesOnePermitMoreInTheStore() {
    storeAdds("A", 41, Stake.PERMIT);
    storeAdds("B", 42, Stake.PERMIT);
    storeAdds("C", 43, Stake.PERMIT);
    granted("A", 41, Stake.PERMIT);
    assertThatThrownBy(monitor::sample)
        .hasMessageContaining("[SEM-01] 2 permits of /locks/a in the store");
  }

  @Test
  void refusesAHolderThatWaitsInTheStore() {
    storeAdds("A", 41, Stake.WAITING);
    granted("A", 41, Stake.PERMIT);
    assertThatThrownBy(monitor::sample).hasMessageContaining("[SEM-01] A's hold");
  }

  @Test
  void excusesAPermitGrantedWhileItsWaitIsEndedByHand() {
    storeAdds("A", 41, Stake.WAITING);
    monitor.endedByHand("A");
    line.clear();
    granted("A", 42, Stake.PERMIT);
    assertThatCode(monitor::sample).doesNotThrowAnyException();
  }
}
