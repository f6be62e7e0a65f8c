package dev.coordination.cli;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.Lease;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Watches over CMD while it runs under a hold, so that it has ended before another could be granted
 * the hold.
 *
 * <pre>
 *   suspect, a sixth of the session timeout left   CMD is asked to end (SIGTERM)
 *   a quarter of a lease left, at most 10 s        the same
 *   300 ms left                                    CMD is killed
 *   connected again, or renewed, before that       CMD goes on
 *   lost                                           CMD is killed, at once
 * </pre>
 *
 * <p>The hold is asked again at each of these points and at least every {@link #LONGEST_PAUSE}. Its
 * answer is by the clock, so that also a process that was stopped past its session finds the hold
 * lost when it goes on.
 */
final class Guard {

  static final Duration KILL_AT = Duration.ofMillis(300);
  static final Duration LONGEST_PAUSE = Duration.ofMillis(100);
  private static final int LOOKS_UNTIL_TOLD = 10; // about a second
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(1);

  private final Hold hold;
  private final Child child;
  private final Duration terminateAt;
  private boolean terminated;
  private boolean asked;
  private boolean killed;
  private int looksSinceKilled;

  /**
   * Creates the guard of a CMD that runs.
   *
   * @param hold what it runs under
   * @param child CMD
   * @param terminateAt how much of the hold's time must be left, or else CMD is asked to end
   */
  Guard(Hold hold, Child child, Duration terminateAt) {
    this.hold = hold;
    this.child = child;
    this.terminateAt = terminateAt;
  }

  /**
   * Waits for the end of CMD.
   *
   * @return CMD's own exit code, or that of a lost hold if that is, or would have been, its end
   */
  int watch() throws InterruptedException {
    boolean ended = false;
    try {
      do {
        look();
      } while (!child.awaitEnd(pause()));
      ended = !terminated && !killed && hold.isHeld();
      if (!ended && !killed) {
        tellLost();
      } else if (ended && asked) {
        Failures.tell("asked CMD to end when %s was nearly lost".formatted(hold.path()));
      }
      return ended ? child.exitCode() : ExitCode.LOST;
    } finally {
      if (!ended) {
        child.kill(); // With all that CMD left behind.
      }
    }
  }

  private void tellLost() {
    Failures.tell(
        "lost %s (token %d) while CMD ran; its work may be half done"
            .formatted(hold.path(), hold.fencingToken()));
  }

  private void look() {
    Duration left = hold.remaining();
    HoldState state = hold.state();
    if (killed || state.isFinal() || left.compareTo(KILL_AT) <= 0) {
      kill();
    } else if (isAtRisk(state, left)) {
      terminate();
    } else if (state == HoldState.HELD) {
      terminated = false;
    }
  }

  /** A lease is never suspect: that it has so little time left says that it is not renewed. */
  private boolean isAtRisk(HoldState state, Duration left) {
    return (state == HoldState.SUSPECT || hold instanceof Lease)
        && left.compareTo(terminateAt) <= 0;
  }

  private void kill() {
    if (!killed) {
      killed = true;
      tellLost();
    }
    child.kill();
    if (++looksSinceKilled == LOOKS_UNTIL_TOLD) {
      Failures.tell("cannot kill CMD: it goes on without %s".formatted(hold.path()));
    }
  }

  private void terminate() {
    if (!terminated) {
      terminated = true;
      asked = true;
      child.terminate();
    }
  }

  /**
   * Until the next point at which something is to be done, were the connection down from now on.
   */
  private Duration pause() {
    if (killed) {
      return LONGEST_PAUSE;
    }
    Duration left = hold.remaining();
    return Stream.of(left.minus(terminateAt), left.minus(KILL_AT), LONGEST_PAUSE)
        .filter(pause -> pause.compareTo(SHORTEST_PAUSE) >= 0)
        .min(Duration::compareTo)
        .orElse(SHORTEST_PAUSE);
  }
}
