package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.HoldState;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** When CMD begins under a hold that has little time left. */
class CommandUnderHoldTest {

  private final CommandUnderHold run =
      new CommandUnderHold(
          Program.find(List.of("true")),
          new Signals(Thread.currentThread()),
          Duration.ofSeconds(10));

  @Test
  void withEnoughTimeItBeginsAtOnce() throws InterruptedException {
    TimedHold hold = new TimedHold(5_000);
    assertThat(run.run(hold)).isZero();
  }

  /** One that has time for a while only would be ended before it came to anything. */
  @Test
  void withLittleTimeItWaitsForTheServersAnswer() throws InterruptedException {
    TimedHold hold = new TimedHold(400, 390, 200, 9_900);
    assertThat(run.run(hold)).isZero();
    assertThat(hold.ahead).isEmpty();
  }

  @Test
  void anAnswerThatIsOldAlreadyDoesNotDo() throws InterruptedException {
    TimedHold hold = new TimedHold(100, 299, 250, 2_000);
    assertThat(run.run(hold)).isZero();
    assertThat(hold.ahead).isEmpty();
  }

  @Test
  void lostMeanwhileItNeverBegins() {
    TimedHold hold = new TimedHold(400, 200);
    hold.ended.complete(HoldState.LOST);
    assertThatThrownBy(() -> run.run(hold))
        .isInstanceOfSatisfying(
            CommandFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.LOST))
        .hasMessage("lost /x before CMD ran; try again");
  }

  /** Says what it was told, one answer after the other, the last of them for ever. */
  private static final class TimedHold extends StubHold {

    private final CompletableFuture<HoldState> ended = new CompletableFuture<>();
    private final Queue<Integer> ahead = new ArrayDeque<>();
    private int now;

    private TimedHold(Integer... millis) {
      ahead.addAll(List.of(millis));
    }

    @Override
    public Duration remaining() {
      now = ahead.isEmpty() ? now : ahead.remove();
      return Duration.ofMillis(now);
    }

    @Override
    public HoldState state() {
      return HoldState.HELD;
    }

    @Override
    public CompletionStage<HoldState> ended() {
      return ended;
    }
  }
}
