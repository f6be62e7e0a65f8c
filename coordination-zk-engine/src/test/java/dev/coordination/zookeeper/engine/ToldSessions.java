package dev.coordination.zookeeper.engine;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What a transport tells of its sessions, one after the other. */
public final class ToldSessions implements SessionListener {

  private static final int PATIENCE_SECONDS = 30;

  /** The calls of a {@link SessionListener}. */
  public enum What {
    ESTABLISHED,
    SUSPENDED,
    RESUMED,
    ENDED
  }

  /** One call. */
  public record Told(What what, ZnodeSession session, long sentNanos) {}

  private final BlockingQueue<Told> told = new LinkedBlockingQueue<>();

  /** Waits for the next call, which must be the given one. */
  public Told next(What what) {
    try {
      Told next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (next == null || next.what != what) {
        throw new AssertionError("expected " + what + ", told " + next);
      }
      return next;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Whether everything that was told has been asked for. */
  public boolean isEmpty() {
    return told.isEmpty();
  }

  @Override
  public void established(ZnodeSession session, long sentNanos) {
    told.add(new Told(What.ESTABLISHED, session, sentNanos));
  }

  @Override
  public void suspended(ZnodeSession session) {
    told.add(new Told(What.SUSPENDED, session, 0));
  }

  @Override
  public void resumed(ZnodeSession session, long sentNanos) {
    told.add(new Told(What.RESUMED, session, sentNanos));
  }

  @Override
  public void ended(ZnodeSession session) {
    told.add(new Told(What.ENDED, session, 0));
  }
}
