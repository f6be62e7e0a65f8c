package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Follows what is at a path from session to session, until it is closed.
 *
 * In each session: look, with watches; when one fires, look again, or, if a look is under way, as soon as
 * that is over. So changes that come meanwhile cost one more look, however many they are. Without a link
 * a look is put off until it is back.
 *
 * The link may break and be back between the requests of one look: nobody will say again that it is back,
 * so a look that a break has cost is repeated at once. One that the store refuses would be refused again:
 * it is repeated after the next break, or when a watch that still stands fires.
 *
 * On the engine's loop, all of it but start and close.
 */
abstract class PathFollower implements LiveSession.Participant {

  private final EngineClient engine;
  private final String path;
  private @Nullable LiveSession session;

  /** The first look in this session has not been answered. */
  private boolean beginning;

  private boolean looking;

  /** Another look is due as soon as this one is over, or the link is back. */
  private boolean due;

  private volatile boolean closed;

  PathFollower(EngineClient engine, String path) {
    this.engine = engine;
    this.path = path;
  }

  /** Begins, or does as soon as there is a connection. On any thread. */
  void start() {
    engine.run(this::seekSession);
  }

  /** Ends. On any thread. */
  public void close() {
    closed = true;
    engine.run(this::leaveSession);
  }

  final boolean isClosed() {
    return closed;
  }

  /** Begins a look, which ends by {@link #looked}, by another, or by a request that fails. */
  abstract void begin(ZnodeSession reads);

  /** A look has failed: its watches may stand all the same. */
  abstract void abandon(ZnodeSession reads);

  /** The session is left, with all watches in it. */
  abstract void leave(ZnodeSession reads);

  /** The store refuses to tell. */
  abstract void refused(ZnodeException failure);

  @Override
  public void resumed() {
    if (due) {
      look();
    }
  }

  @Override
  public final void ended() {
    leaveSession();
    seekSession();
  }

  private void seekSession() {
    engine.whenConnected(this::enter, () -> closed);
  }

  private void enter(LiveSession fresh) {
    if (!closed) {
      session = fresh;
      fresh.join(this);
      beginning = true;
      look();
    }
  }

  private void leaveSession() {
    LiveSession current = session;
    if (current != null) {
      leave(current.reads());
      current.leave(this);
      session = null;
      looking = false;
    }
  }

  /** Looks, as soon as this can be. */
  final void look() {
    LiveSession current = session;
    due = true;
    if (current != null && !looking && current.isConnected()) {
      due = false;
      looking = true;
      begin(current.reads());
    }
  }

  /** The look is over. */
  final void looked() {
    looking = false;
    if (due) {
      look();
    }
  }

  /** The look is over, and shows that another is needed. */
  final void lookAgain() {
    looking = false;
    look();
  }

  /** Handles the reply to a request of a look, unless the session has been left meanwhile. */
  final <T> void ask(CompletableFuture<T> request, Consumer<T> handler) {
    ask(request, handler, this::missed);
  }

  /** Handles the reply, too, if what is asked for is absent. */
  final <T> void ask(CompletableFuture<T> request, Consumer<T> handler, Runnable absent) {
    ask(
        request,
        handler,
        (current, failure) -> {
          if (failure.code() == Code.NO_NODE) {
            absent.run();
          } else {
            missed(current, failure);
          }
        });
  }

  private <T> void ask(
      CompletableFuture<T> request,
      Consumer<T> handler,
      BiConsumer<LiveSession, ZnodeException> otherwise) {
    LiveSession current = Objects.requireNonNull(session);
    current.on(
        request,
        (value, failure) -> {
          if (current != session) {
            return;
          }
          if (failure == null) {
            handler.accept(Objects.requireNonNull(value));
          } else {
            otherwise.accept(current, failure);
          }
        });
  }

  private void missed(LiveSession current, ZnodeException failure) {
    abandon(current.reads());
    looking = false;
    due = true;
    if (ZnodeFailures.isInterrupted(failure)) {
      look();
    } else if (!closed) {
      refused(failure);
    }
  }

  /**
   * Lists the path: in each session the first time behind a sync, so that a lagging server never
   * takes the story back.
   */
  final void list(
      ZnodeSession reads,
      @Nullable Consumer<NodeEvent> watch,
      Consumer<Children> handler,
      Runnable absent) {
    ask(
        list(reads, watch),
        children -> {
          beginning = false;
          handler.accept(children);
        },
        () -> {
          beginning = false;
          absent.run();
        });
  }

  private CompletableFuture<Children> list(
      ZnodeSession reads, @Nullable Consumer<NodeEvent> watch) {
    return beginning
        ? FreshRead.send(reads, path, () -> reads.getChildren(path, watch))
        : reads.getChildren(path, watch);
  }

  /** Watches for the path, which was absent; if it is there by now, looks again. */
  final void awaitPath(ZnodeSession reads, Consumer<NodeEvent> watch, Runnable absent) {
    ask(
        reads.exists(path, watch),
        stat -> {
          if (stat.isPresent()) {
            lookAgain();
          } else {
            absent.run();
          }
        });
  }
}
