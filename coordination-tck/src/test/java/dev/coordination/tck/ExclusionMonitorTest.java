package dev.coordination.tck;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.tck.StoreInspector.Contender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Illegal histories must be refused and legal ones must not, or the judge is worth nothing. */
class ExclusionMonitorTest {

  private final List<Contender> line = new ArrayList<>();
  private final ExclusionMonitor monitor = new ExclusionMonitor("/locks/a", () -> line);

  private ScriptedHold granted(String who, long token) {
    return monitor.granted(who, new ScriptedHold(who, token));
  }

  private void storeShows(String who, long token) {
    line.clear();
    line.add(new Contender(who, token, true));
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
    assertThatCode(() -> monitor.granted("A", late)).doesNotThrowAnyException();
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
}
