package dev.coordination.cli;

import java.time.Duration;

/** A running CMD, as its guard and the signals see it. */
interface Child {

  /** Waits for its end, no longer than the given time; tells whether it has ended. */
  boolean awaitEnd(Duration atMost) throws InterruptedException;

  /** Asks it to end. */
  void terminate();

  /** Ends it, and what it has started, at once. */
  void kill();

  /** Passes a signal on. */
  void signal(String name);

  /** Whether what is typed at the terminal reaches it. */
  boolean isInForeground();

  /** What it exited with; 128+n if signal n ended it. */
  int exitCode();
}
