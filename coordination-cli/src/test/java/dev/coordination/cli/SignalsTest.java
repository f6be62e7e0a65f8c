package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where a signal goes. */
class SignalsTest {

  private static final int INT = 2;
  private static final int TERM = 15;

  private final Recorder child = new Recorder();
  private final Signals signals = new Signals(Thread.currentThread());

  @Test
  void beforeCmdRunsItEndsTheWait() {
    signals.receive("TERM", TERM);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(signals.received()).isEqualTo(TERM);
    assertThat(signals.start(() -> child)).as("started").isEmpty();
  }

  @Test
  void whileCmdRunsItIsPassedOn() {
    assertThat(signals.start(() -> child)).contains(child);
    signals.receive("INT", INT);
    signals.receive("TERM", TERM);
    assertThat(child.received).containsExactly("INT", "TERM");
    assertThat(signals.wasPassedOn()).isTrue();
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void theKeyboardsInterruptReachesCmdByItself() {
    child.inForeground = true;
    var unused = signals.start(() -> child);
    signals.receive("INT", INT);
    signals.receive("TERM", TERM);
    assertThat(child.received).containsExactly("TERM");
  }

  @Test
  void betweenTwoCmdsItEndsTheWaitForTheNext() {
    var unused = signals.start(() -> child);
    assertThat(signals.wasPassedOn()).isFalse();
    signals.ended();
    signals.receive("TERM", TERM);
    assertThat(child.received).isEmpty();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(signals.start(() -> child)).as("started").isEmpty();
  }

  private static final class Recorder implements Child {

    private final List<String> received = new ArrayList<>();
    private boolean inForeground;

    @Override
    public void signal(String name) {
      received.add(name);
    }

    @Override
    public boolean awaitEnd(Duration atMost) {
      return false;
    }

    @Override
    public boolean isInForeground() {
      return inForeground;
    }

    @Override
    public void terminate() {}

    @Override
    public void kill() {}

    @Override
    public int exitCode() {
      return 0;
    }
  }
}
