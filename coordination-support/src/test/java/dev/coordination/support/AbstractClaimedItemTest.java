package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.ServiceUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What becomes of a claim that is consumed. */
class AbstractClaimedItemTest {

  private final ScriptedClaim item = new ScriptedClaim("one");

  @Test
  void isOverWhenConsumeReturns() {
    List<HoldState> told = new ArrayList<>();
    var unused = item.onStateChange(Runnable::run, told::add);
    item.consume();
    assertThat(item.state()).isEqualTo(HoldState.RELEASED);
    assertThat(told).containsExactly(HoldState.HELD, HoldState.RELEASED);
  }

  @Test
  void isConsumedOnce() {
    item.consume();
    item.consume();
    assertThat(item.consumptions).isEqualTo(1);
  }

  @Test
  void aListenerMayConsumeToo() {
    List<Boolean> consumed = new ArrayList<>();
    var unused =
        item.onStateChange(
            Runnable::run,
            state -> {
              if (state.isFinal()) {
                item.consume(); // waits for nothing, though it runs on the thread that ends the
                // claim
                consumed.add(item.isConsumed());
              }
            });
    item.consume();
    assertThat(consumed).containsExactly(true);
  }

  @Test
  void aFailureCanBeTriedAgain() {
    item.consumption = CompletableFuture.failedFuture(new ServiceUnavailableException("no", null));
    assertThatThrownBy(item::consume).isInstanceOf(ServiceUnavailableException.class);
    assertThat(item.isHeld()).isTrue();
    item.thrown = new IllegalStateException("not even sent");
    assertThatThrownBy(item::consume).isInstanceOf(IllegalStateException.class);
    item.thrown = null;
    item.consumption = CompletableFuture.completedFuture(null);
    assertThatCode(item::consume).doesNotThrowAnyException();
    assertThat(item.isConsumed()).isTrue();
  }

  @Test
  void whatTheStoreSaysIsGoneIsLost() {
    item.consumption = CompletableFuture.failedFuture(new HoldLostException("gone"));
    assertThatThrownBy(item::consume).isInstanceOf(HoldLostException.class);
    assertThat(item.state()).isEqualTo(HoldState.LOST);
    assertThatThrownBy(item::consume).isInstanceOf(HoldLostException.class);
    assertThat(item.consumptions).isEqualTo(1);
  }

  @Test
  void whatHasEndedIsNotConsumed() {
    item.release();
    assertThatThrownBy(item::consume)
        .isInstanceOf(HoldLostException.class)
        .hasMessageContaining("released");
    assertThat(item.consumptions).isZero();
  }

  @Test
  void aReleaseMeanwhileDoesNotUndoTheConsumption() {
    item.consumption = new CompletableFuture<>();
    CompletableFuture<Void> consuming = CompletableFuture.runAsync(item::consume);
    while (item.consumption.getNumberOfDependents() == 0) {
      Thread.onSpinWait();
    }
    item.release();
    item.consumption.complete(null);
    assertThatCode(consuming::join).doesNotThrowAnyException();
    assertThatCode(item::consume).doesNotThrowAnyException();
  }

  @Test
  void theCodecGetsBytesOfItsOwn() {
    assertThat(item.value()).isEqualTo("one");
    assertThat(item.value()).isEqualTo("one");
  }
}
