package dev.coordination.zookeeper.engine.client;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.coordination.support.Await;
import dev.coordination.zookeeper.engine.SessionListener;
import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.client.HandleTransport.Source;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seeks a session while there is none, on a thread that comes and goes with the seeking: gets a
 * handle, makes sure of the root, opens the session, and all that again until it stands or the
 * transport is closed.
 */
final class Seeker {

  private static final Logger log = LoggerFactory.getLogger(Seeker.class);

  /** Before trying again, unless woken: when there was no handle or no link; when refused. */
  private static final long PAUSE_MILLIS = 200;

  private static final long REFUSED_MILLIS = 5_000;

  private final String name;
  private final HandleTransport transport;
  private final Semaphore wakeUps = new Semaphore(0);
  private volatile boolean closed;
  private volatile @Nullable Thread thread;
  private volatile @Nullable HandleSession current;

  /**
   * Creates a seeker that does nothing yet.
   *
   * @param name the name of its thread
   * @param transport whom it seeks for
   */
  Seeker(String name, HandleTransport transport) {
    this.name = name;
    this.transport = transport;
  }

  /** Begins to seek the next session; the one before, if any, has ended. */
  void start(SessionListener listener) {
    Thread seeking = new Thread(() -> seek(listener), name);
    seeking.setDaemon(true);
    thread = seeking;
    seeking.start();
  }

  /** Cuts a pause short. */
  void wake() {
    wakeUps.release();
  }

  /** Stops, and parts from the session that was found last. */
  void close() {
    closed = true;
    Thread seeking = thread;
    if (seeking != null) {
      seeking.interrupt();
    }
    HandleSession session = current;
    if (session != null) {
      transport.drop(session);
    }
  }

  private void seek(SessionListener listener) {
    try {
      while (!closed && !found(listener)) {
        if (wakeUps.tryAcquire(PAUSE_MILLIS, MILLISECONDS)) {
          wakeUps.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      log.debug("Closed while seeking a session", e);
    }
  }

  private boolean found(SessionListener listener) throws InterruptedException {
    try {
      HandleSession session = liveSession(listener);
      return session != null && opened(session);
    } catch (RuntimeException e) {
      refused(e);
      return false;
    }
  }

  private boolean opened(HandleSession session) throws InterruptedException {
    try {
      prepare(session);
      transport.beforeOpening();
      session.open().get();
      return true;
    } catch (ExecutionException e) {
      failed(session, Await.unwrap(e));
      return false;
    }
  }

  /** Once there was a session, a root that must not be made is a matter of those who need it. */
  private void prepare(HandleSession session) throws ExecutionException, InterruptedException {
    try {
      session.prepare().get();
    } catch (ExecutionException e) {
      if (!transport.hasOpened() || codeOf(Await.unwrap(e)) != Code.NO_AUTH) {
        throw e;
      }
    }
  }

  private @Nullable HandleSession liveSession(SessionListener listener) {
    HandleSession session = current;
    if (session == null || session.over().isDone()) {
      Source source = transport.nextHandle();
      session = source == null ? null : transport.session(source, listener);
      current = session;
    }
    if (closed && session != null) {
      transport.drop(session);
    }
    return session;
  }

  /** When the link was lost the same session is tried again; a dead one is replaced. */
  private void failed(HandleSession session, Throwable failure) throws InterruptedException {
    switch (codeOf(failure)) {
      case CONNECTION_LOSS -> {}
      case SESSION_EXPIRED -> transport.drop(session);
      default -> {
        transport.drop(session);
        refused(failure);
      }
    }
  }

  private static Code codeOf(Throwable failure) {
    return failure instanceof ZnodeException znode ? znode.code() : Code.OTHER;
  }

  private void refused(Throwable failure) throws InterruptedException {
    log.warn("No session with {}", transport.servers(), failure);
    transport.refused(failure);
    var unused = wakeUps.tryAcquire(REFUSED_MILLIS, MILLISECONDS);
  }
}
