package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** When the guard does what, in virtual time: waiting for CMD is what lets time pass. */
class GuardTest {

  private static final long TIMEOUT = 6_000;
  private static final long TERMINATE_AT = TIMEOUT / 6;

  private final List<String> events = new ArrayList<>();
  private final FakeHold hold = new FakeHold();
  private final FakeChild child = new FakeChild();
  private long now;
  private LongConsumer script = time -> {};

  @Test
  void cmdsEndIsItsOwn() throws InterruptedException {
    child.end = 12_345;
    assertThat(watch()).isEqualTo(7);
    assertThat(now).isEqualTo(12_345);
    assertThat(events).isEmpty();
  }

  @Test
  void cutOffCmdIsAskedAndThenKilled() throws InterruptedException {
    script = time -> hold.cutOff = time >= 1_000;
    assertThat(watch()).isEqualTo(ExitCode.LOST);
    assertThat(events)
        .startsWith(
            "%d terminate".formatted(1_000 + TIMEOUT - TERMINATE_AT),
            "%d kill".formatted(1_000 + TIMEOUT - 300));
  }

  @Test
  void cmdThatEndsWhenAskedIsLost() throws InterruptedException {
    script = time -> hold.cutOff = true;
    child.endsWhenAsked = true;
    assertThat(watch()).isEqualTo(ExitCode.LOST);
    assertThat(now).isEqualTo(TIMEOUT - TERMINATE_AT);
  }

  @Test
  void connectedAgainInTimeCmdGoesOn() throws InterruptedException {
    script = time -> hold.cutOff = time >= 1_000 && time < 6_500;
    child.end = 9_000;
    assertThat(watch()).isEqualTo(7);
    assertThat(events).containsExactly("6000 terminate");
  }

  @Test
  void lostHoldKillsAtOnce() throws InterruptedException {
    script = time -> hold.lost = time >= 1_000;
    assertThat(watch()).isEqualTo(ExitCode.LOST);
    assertThat(events).first().isEqualTo("1000 kill");
  }

  @Test
  void stoppedPastTheSessionKillsAtOnce() throws InterruptedException {
    script = time -> hold.cutOff = true;
    child.stoppedAt = 500;
    assertThat(watch()).isEqualTo(ExitCode.LOST);
    assertThat(events).first().isEqualTo("100500 kill");
  }

  @Test
  void cmdThatEndedWhileNobodyLookedIsLost() throws InterruptedException {
    script = time -> hold.cutOff = true;
    child.stoppedAt = 500;
    child.end = 600;
    assertThat(watch()).isEqualTo(ExitCode.LOST);
  }

  @Test
  void silentLinkThatNobodyNoticedKillsInTime() throws InterruptedException {
    script = time -> hold.silent = true;
    assertThat(watch()).isEqualTo(ExitCode.LOST);
    assertThat(events).first().isEqualTo("%d kill".formatted(TIMEOUT - 300));
  }

  @Test
  void cmdUnderALeaseThatIsNotRenewedIsAskedAndThenKilled() throws InterruptedException {
    hold.silent = true;
    assertThat(watch(new FakeLease())).isEqualTo(ExitCode.LOST);
    assertThat(events)
        .startsWith(
            "%d terminate".formatted(TIMEOUT - TERMINATE_AT), "%d kill".formatted(TIMEOUT - 300));
  }

  @Test
  void leaseThatIsRenewedInTimeLetsCmdGoOn() throws InterruptedException {
    script = time -> hold.silent = time < 5_500;
    child.end = 9_000;
    assertThat(watch(new FakeLease())).isEqualTo(7);
    assertThat(events).containsExactly("5000 terminate");
  }

  private int watch() throws InterruptedException {
    return watch(hold);
  }

  private int watch(Hold watched) throws InterruptedException {
    script.accept(0);
    return new Guard(watched, child, Duration.ofMillis(TERMINATE_AT)).watch();
  }

  private void pass(long millis) {
    now += millis;
    if (!hold.cutOff && !hold.silent) {
      hold.base = now;
    }
    script.accept(now);
  }

  /** CMD, with an exit code of 7. */
  private final class FakeChild implements Child {

    private long end = Long.MAX_VALUE;
    private long stoppedAt = Long.MAX_VALUE;
    private boolean endsWhenAsked;

    @Override
    public boolean awaitEnd(Duration atMost) {
      assertThat(atMost).isPositive().isLessThanOrEqualTo(Guard.LONGEST_PAUSE);
      if (now >= stoppedAt) {
        stoppedAt = Long.MAX_VALUE;
        pass(100_000); // This process is stopped, and goes on.
      } else {
        pass(Math.max(0, Math.min(atMost.toMillis(), end - now)));
      }
      return now >= end;
    }

    @Override
    public void terminate() {
      events.add(now + " terminate");
      end = endsWhenAsked ? now : end;
    }

    @Override
    public void kill() {
      events.add(now + " kill");
      end = now;
    }

    @Override
    public void signal(String name) {
      throw new AssertionError("the guard sends no signal " + name);
    }

    @Override
    public boolean isInForeground() {
      throw new AssertionError("the guard does not ask");
    }

    @Override
    public int exitCode() {
      return 7;
    }
  }

  /** A lease that is renewed, but for when the hold is silent. */
  private final class FakeLease extends FakeHold implements Lease {

    @Override
    public HoldState state() {
      return hold.state();
    }

    @Override
    public Duration remaining() {
      return hold.remaining();
    }

    @Override
    public Instant expiresAt() {
      throw new AssertionError("not asked by the guard");
    }

    @Override
    public boolean renew() {
      throw new AssertionError("not for the guard to do");
    }
  }

  /** A hold whose deadline is its last heartbeat plus the session timeout. */
  private class FakeHold extends StubHold {

    private long base;
    private boolean cutOff;
    private boolean silent;
    private boolean lost;

    @Override
    public HoldState state() {
      lost |= now >= base + TIMEOUT;
      if (lost) {
        return HoldState.LOST;
      }
      return cutOff ? HoldState.SUSPECT : HoldState.HELD;
    }

    @Override
    public Duration remaining() {
      return state().isFinal() ? Duration.ZERO : Duration.ofMillis(base + TIMEOUT - now);
    }
  }
}
