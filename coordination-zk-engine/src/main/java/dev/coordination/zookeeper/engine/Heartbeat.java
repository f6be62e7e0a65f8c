package dev.coordination.zookeeper.engine;

import dev.coordination.support.AbstractHold;
import dev.coordination.support.Scheduler;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * Keeps the deadline of a session ahead while the session matters, and takes the holds away at it.
 *
 * Every sixth of the timeout, while anything is held or waited for, one transaction of checks goes to
 * the ensemble: of held nodes, MAX_CHECKS at a time in turn, or of one waiting node, which proves the
 * session just as well. Checks that do not fit into one request go in several. A check that fails names a node that somebody deleted by hand. For promptness
 * a held node is watched too, from its first heartbeat on; short holds so cost nothing.
 *
 * While nothing is, a read takes its place, and that of the client library's pings. It proves nothing,
 * but the next transaction proves that the leader has heard of it: so whoever then acquires something
 * need not wait for a second one. A session whose age nobody knows, of a handle that is somebody
 * else's, is touched at once.
 */
final class Heartbeat {

  private static final int MAX_CHECKS = 500;

  /** Something that lives as long as a node of its own does. */
  interface Guarded {

    /** The path of the node. */
    String node();

    /** What the node grants. */
    AbstractHold hold();

    /** Lets the store tell when the node is deleted. Called at every heartbeat. */
    void watchOwnNode();

    /** The store says that the node is gone. */
    void ownNodeGone();
  }

  private final LiveSession session;
  private final Scheduler scheduler;
  private final ValidityDeadline validity;
  private final Set<String> waiting = new LinkedHashSet<>();
  private final Set<Guarded> held = new LinkedHashSet<>();
  private Scheduler.Timer beatTimer = () -> {};
  private Scheduler.Timer deadlineTimer = () -> {};
  private boolean deadlineArmed;
  private boolean stopped;

  Heartbeat(LiveSession session, Scheduler scheduler, ValidityDeadline validity) {
    this.session = session;
    this.scheduler = scheduler;
    this.validity = validity;
  }

  void start() {
    schedule();
    if (validity.remainingNanos() <= 0) {
      session.touch();
    }
  }

  void stop() {
    stopped = true;
    beatTimer.cancel();
    deadlineTimer.cancel();
  }

  /** A node stands in some line. */
  void waits(String node) {
    waiting.add(node);
  }

  /** A node stands in a line no longer. */
  void waitsNoMore(String node) {
    waiting.remove(node);
  }

  void holds(Guarded guarded) {
    held.add(guarded);
    armDeadline();
  }

  void holdsNoMore(Guarded guarded) {
    held.remove(guarded);
  }

  /** Tells the holds' listeners what has changed; holds whose time is over find out. */
  void refreshHolds() {
    List.copyOf(held).forEach(guarded -> guarded.hold().refresh());
  }

  /** Counts an acknowledged transaction; what had been lost before it came stays lost. */
  void acknowledged(long sent, Duration negotiated) {
    checkDeadline();
    validity.acknowledged(sent, negotiated);
  }

  void checkDeadline() {
    if (validity.remainingNanos() <= 0) {
      refreshHolds();
    }
  }

  private void schedule() {
    if (!stopped) {
      beatTimer = scheduler.schedule(validity.heartbeat(), () -> session.run(this::beat));
    }
  }

  private void beat() {
    checkDeadline();
    schedule();
    if (session.isConnected()) {
      check();
    }
  }

  private void check() {
    List<Guarded> inTurn = nextHeld();
    if (!inTurn.isEmpty()) {
      inTurn.forEach(Guarded::watchOwnNode);
      check(inTurn);
    } else if (!waiting.isEmpty()) {
      var unused = session.multi(List.of(check(waiting.iterator().next())));
    } else {
      session.touch();
    }
  }

  private void check(List<Guarded> nodes) {
    session.on(
        session.multi(nodes.stream().map(Guarded::node).map(Heartbeat::check).toList()),
        (results, failure) -> checked(nodes, failure));
  }

  /**
   * One deleted node makes the whole transaction fail; the others are then checked at once. One
   * that is too large has not been sent: then each half of it is.
   */
  private void checked(List<Guarded> nodes, @Nullable ZnodeException failure) {
    if (failure != null && failure.code() == Code.TOO_LARGE && nodes.size() > 1) {
      check(nodes.subList(0, nodes.size() / 2));
      check(nodes.subList(nodes.size() / 2, nodes.size()));
    } else if (failure != null && failure.code() == Code.NO_NODE) {
      nodes.get(failure.index()).ownNodeGone();
      check();
    }
  }

  private List<Guarded> nextHeld() {
    List<Guarded> next = held.stream().limit(MAX_CHECKS).toList();
    next.forEach(held::remove);
    held.addAll(next);
    return next;
  }

  private static Op check(String node) {
    return new Op.Check(node, ZnodeSession.ANY);
  }

  private void armDeadline() {
    if (!deadlineArmed && !stopped) {
      deadlineArmed = true;
      Duration left = Duration.ofNanos(Math.max(1, validity.remainingNanos()));
      deadlineTimer = scheduler.schedule(left, () -> session.run(this::deadlineReached));
    }
  }

  private void deadlineReached() {
    deadlineArmed = false;
    checkDeadline();
    if (!held.isEmpty()) {
      armDeadline();
    }
  }
}
