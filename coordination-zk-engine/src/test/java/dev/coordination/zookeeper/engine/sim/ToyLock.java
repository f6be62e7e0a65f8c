package dev.coordination.zookeeper.engine.sim;

import dev.coordination.support.SerialExecutor;
import dev.coordination.zookeeper.engine.SessionListener;
import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A lock as simple as can be, to be taken and given back once, for testing the {@link Explorer}: it
 * must be found right, and with any of its {@link Bug}s wrong.
 *
 * <p>[create {@code <name>-<number>}, list]. First in the list: granted. Otherwise watch the one
 * before, list again when it is gone. A lost create is looked for by name, behind a sync. A hold is
 * believed for two thirds of the timeout after the session was opened or taken up again last, which
 * is as long as a session is sure to live through a leader, and with twice a tick's half less also
 * through another server. Everything begins anew with a new session, unless it has been held.
 */
final class ToyLock implements SessionListener {

  static final String PATH = "/lock";

  enum Bug {
    /** Does not look who else is there. */
    GRANTED_WITHOUT_LISTING,
    /** Does not look whether a lost create was applied. */
    CREATED_AGAIN,
    /** Looks for a lost create where it may not be seen yet. */
    NOT_SYNCED,
    /** Believes that it holds until it is told otherwise. */
    NO_DEADLINE,
    /** Forgets a watch whose read was lost. */
    WATCH_NOT_RENEWED
  }

  enum State {
    IDLE,
    OFFERED,
    WAITING,
    HELD,
    DONE
  }

  private final SimClient client;
  private final Set<Bug> bugs;
  private @Nullable ZnodeSession session;
  private @Nullable String own;
  private boolean asking;
  private long validUntil;
  State state = State.IDLE;
  long token;

  ToyLock(SimClient client, Bug... bugs) {
    this.client = client;
    this.bugs = Set.of(bugs);
    client.transport().start(this, new SerialExecutor(Runnable::run));
  }

  boolean holds() {
    boolean valid =
        bugs.contains(Bug.NO_DEADLINE) || client.transport().scheduler().nanoTime() < validUntil;
    return state == State.HELD && client.isRunning() && valid;
  }

  /** Returns whether it is connected and its user may ask for the lock. */
  boolean isAsked() {
    return state == State.OFFERED;
  }

  /** Returns whether nothing more is to be expected of it. */
  boolean isFinished() {
    return !client.isAlive() || state == State.DONE;
  }

  @Override
  public void established(ZnodeSession newSession, long sentNanos) {
    session = newSession;
    validate(newSession, sentNanos);
    if (state == State.IDLE) {
      client.offer("asks for the lock", this::ask);
      state = State.OFFERED;
    } else if (state == State.WAITING) {
      create(newSession);
    }
  }

  private void ask() {
    state = State.WAITING;
    ZnodeSession on = session;
    if (on != null) {
      create(on);
    }
  }

  @Override
  public void suspended(ZnodeSession of) {}

  @Override
  public void resumed(ZnodeSession of, long sentNanos) {
    validate(of, sentNanos);
    if (state == State.DONE) {
      release(of);
    } else if (state == State.WAITING && own == null && !asking) {
      recover(of);
    } else if (state == State.WAITING && !bugs.contains(Bug.WATCH_NOT_RENEWED)) {
      list(of);
    }
  }

  @Override
  public void ended(ZnodeSession of) {
    session = null;
    own = null;
    asking = false;
    state = state == State.HELD ? State.DONE : state;
  }

  private void validate(ZnodeSession of, long sentNanos) {
    validUntil = sentNanos + of.timeout().toNanos() * 2 / 3 - Duration.ofSeconds(1).toNanos();
    if (state == State.HELD) {
      giveUpInTime();
    }
  }

  private void create(ZnodeSession on) {
    asking = true;
    var created =
        on.create(PATH + "/" + client.name() + "-", new byte[0], NodeKind.EPHEMERAL_SEQUENTIAL);
    ignore(
        created.handle(
            (node, failure) -> {
              asking = false;
              if (node != null) {
                own = node.path();
                token = node.stat().czxid();
                grantUnseen();
              } else if (code(failure) == Code.CONNECTION_LOSS
                  && bugs.contains(Bug.CREATED_AGAIN)) {
                create(on);
              }
              return null;
            }));
    list(on);
  }

  private void grantUnseen() {
    if (bugs.contains(Bug.GRANTED_WITHOUT_LISTING)) {
      grant();
    }
  }

  /** Looks for what an earlier create may have left, and creates anew if it has left nothing. */
  private void recover(ZnodeSession on) {
    if (!bugs.contains(Bug.NOT_SYNCED)) {
      ignore(on.sync(PATH));
    }
    ignore(
        on.getChildren(PATH, null)
            .thenAccept(
                children -> {
                  var mine =
                      children.names().stream().filter(n -> n.startsWith(client.name())).toList();
                  if (mine.isEmpty()) {
                    create(on);
                  } else {
                    adopt(on, PATH + "/" + mine.get(0));
                  }
                }));
  }

  private void adopt(ZnodeSession on, String path) {
    own = path;
    ignore(on.exists(path, null).thenAccept(stat -> stat.ifPresent(s -> token = s.czxid())));
    list(on);
  }

  private void list(ZnodeSession on) {
    ignore(on.getChildren(PATH, null).thenAccept(children -> listed(on, children.names())));
  }

  private void listed(ZnodeSession on, List<String> names) {
    String mine = own;
    if (mine == null || state != State.WAITING || on != session) {
      return;
    }
    names.stream()
        .filter(name -> number(name) < number(mine))
        .max(Comparator.comparing(ToyLock::number))
        .ifPresentOrElse(before -> watch(on, before), this::grant);
  }

  private void watch(ZnodeSession on, String name) {
    var found = on.exists(PATH + "/" + name, event -> list(on));
    ignore(
        found.thenAccept(
            stat -> {
              if (stat.isEmpty()) {
                list(on);
              }
            }));
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(name.length() - 10));
  }

  private void grant() {
    if (state == State.WAITING) {
      state = State.HELD;
      client.offer("gives the lock back", this::giveBack);
      giveUpInTime();
    }
  }

  private void giveUpInTime() {
    if (!bugs.contains(Bug.NO_DEADLINE)) {
      var scheduler = client.transport().scheduler();
      var unused =
          scheduler.schedule(
              Duration.ofNanos(validUntil - scheduler.nanoTime()),
              () -> {
                if (!holds()) {
                  giveBack();
                }
              });
    }
  }

  private void giveBack() {
    state = State.DONE;
    if (session != null) {
      release(session);
    }
  }

  private void release(ZnodeSession on) {
    String mine = own;
    if (mine != null) {
      ignore(on.delete(mine, ZnodeSession.ANY));
    }
  }

  private static @Nullable Code code(@Nullable Throwable failure) {
    return failure instanceof ZnodeException e ? e.code() : null;
  }

  /** What failed for want of a link is asked for again when there is one. */
  private static void ignore(CompletableFuture<?> future) {
    var unused = future.exceptionally(failure -> null);
  }

  @Override
  public String toString() {
    return client.name();
  }
}
