package dev.coordination.support;

import dev.coordination.HoldLostException;
import dev.coordination.HoldState;
import dev.coordination.LeaderTask;
import dev.coordination.Leadership;
import org.jspecify.annotations.Nullable;

/**
 * One task run under one leadership. The thread is interrupted at most once, when the leadership is
 * lost and only while the task runs; the interrupt is taken back when the task has not consumed it.
 */
final class Term {

  private final Leadership leadership;
  private final Thread thread = Thread.currentThread();
  private boolean serving = true;
  private boolean interrupted;

  Term(Leadership leadership) {
    this.leadership = leadership;
    ((AbstractHold) leadership).whenEnded(this::interruptIfLost);
  }

  <T extends @Nullable Object, X extends Exception> T serve(LeaderTask<T, X> task)
      throws X, InterruptedException {
    T result;
    try {
      result = task.lead(leadership);
    } catch (Throwable failure) { // an Error, too, must not leave the leadership behind
      if (resign()) {
        throw failure;
      }
      HoldLostException lost = lost(null);
      lost.addSuppressed(failure);
      throw lost;
    }
    if (resign()) {
      return result;
    }
    throw lost(result);
  }

  /** Ends the term; tells whether it had lasted until then. */
  private boolean resign() {
    leadership.release();
    takeBackInterrupt();
    return leadership.state() == HoldState.RELEASED;
  }

  private synchronized void interruptIfLost(HoldState end) {
    if (serving && end == HoldState.LOST) {
      interrupted = true;
      thread.interrupt();
    }
  }

  private synchronized void takeBackInterrupt() {
    serving = false;
    if (interrupted) {
      var unused = Thread.interrupted();
    }
  }

  private HoldLostException lost(@Nullable Object outcome) {
    return new HoldLostException(
        "leadership of %s (term %s) was lost before the task ended"
            .formatted(leadership.path(), leadership.fencingToken()),
        outcome);
  }
}
