package dev.coordination.tck;

import dev.coordination.CoordinationClient;
import java.time.Duration;
import java.time.Instant;

/** A client under test, and the faults that can befall it. */
public interface TckClient {

  /** {@return the client itself} */
  CoordinationClient client();

  /** Breaks the link: nothing passes in either direction until {@link #restoreLink}. */
  void cutLink();

  /**
   * Cuts the link at the moment at which it breaks next, by a lost request or reply, so that the
   * client does not come back before {@link #restoreLink}. Returns at once.
   */
  void cutLinkWhenItBreaks();

  /** Lets the client reach the store again; returns at once, the client reconnects by itself. */
  void restoreLink();

  /** Ends the session at the store at once. The link is up, so that the client soon learns it. */
  void expireNow();

  /**
   * Cuts the link and lets time pass until the store has ended the session by its own clock. The
   * link stays cut.
   */
  void expireByTime();

  /**
   * Applies the n-th of the client's writes from now on, but loses its reply and breaks the link at
   * that moment; the link can be re-established at once. Writes are transactions that change the
   * store; what keeps the session alive (reads, pings, mere checks) is not counted.
   *
   * @param n 1 for the next write
   */
  void loseReplyOfWrite(int n);

  /**
   * Loses the n-th of the client's writes from now on before the store sees it, and breaks the link
   * at that moment; the link can be re-established at once.
   *
   * @param n 1 for the next write
   */
  void loseWrite(int n);

  /**
   * Stops the client as SIGSTOP stops a process: from now on it neither sends nor receives, and its
   * timers do not run, until {@link #thaw}. Its clock runs on. Calls made on its objects meanwhile
   * are answered as a process does that has just woken up and has not yet heard from the store.
   */
  void freeze();

  /** Lets a frozen client go on. */
  void thaw();

  /**
   * Ends the client as SIGKILL ends a process: nothing more is sent, nothing is cleaned up. The
   * store ends its session when the session timeout has passed. Returns at once.
   */
  void kill();

  /**
   * Moves the wall clock of this client alone.
   *
   * @param by how far, backwards if negative
   */
  default void jumpWallClock(Duration by) {
    throw new UnsupportedOperationException("jumpWallClock");
  }

  /** {@return what this client's wall clock shows} */
  default Instant wallClock() {
    throw new UnsupportedOperationException("wallClock");
  }
}
