package dev.coordination.zookeeper.engine;

import dev.coordination.HoldLostException;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The node of a participant of a double barrier that has been let in, until it leaves or its
 * session ends. On the engine's loop.
 */
final class Seat implements LiveSession.Participant {

  private final LiveSession session;
  private final String marker;
  private final String node;
  private final OwnNodeWatch ownNode;
  private boolean lost;
  private boolean left;
  private boolean markerTaken;
  private Runnable whenLost = () -> {};

  /** When its generation was let in; {@code Long.MAX_VALUE} if nobody has told. */
  private long letIn = Long.MAX_VALUE;

  /**
   * Takes a seat.
   *
   * @param marker the barrier's
   * @param node the participant's
   * @param ownNode the watch of the node; whoever set it calls {@link #ended} when it has gone
   */
  Seat(LiveSession session, String marker, String node, OwnNodeWatch ownNode) {
    this.session = session;
    this.marker = marker;
    this.node = node;
    this.ownNode = ownNode;
    session.join(this);
  }

  LiveSession session() {
    return session;
  }

  String node() {
    return node;
  }

  String name() {
    return Layout.name(node);
  }

  /** {@return when its generation was let in, at the latest} */
  long letIn() {
    return letIn;
  }

  void letIn(long at) {
    letIn = Math.min(letIn, at);
  }

  /** {@return whether the node has gone, and not by our doing} */
  boolean isLost() {
    return lost;
  }

  /** Tells, on any thread, whether the session may have ended by time: then no reply will come. */
  boolean isOverdue() {
    return session.validity().remainingNanos() <= 0;
  }

  /** {@return what whoever leaves is told when it was lost} */
  HoldLostException lostException(String path) {
    return new HoldLostException("the place at %s was lost before it was left".formatted(path));
  }

  /** Runs an action when the node goes, and not by our doing. */
  void whenLost(Runnable action) {
    whenLost = action;
  }

  /** Takes the marker away, as whoever leaves first does; only who is inside may. */
  CompletableFuture<List<OpResult>> takeMarker() {
    markerTaken = true;
    return session.multi(
        List.of(new Op.Check(node, ZnodeSession.ANY), new Op.Delete(marker, ZnodeSession.ANY)));
  }

  /**
   * Takes the node away, if it has not gone, and the marker before it: it shows that somebody is
   * inside.
   *
   * @return completes when the store has confirmed that, or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> leave() {
    session.leave(this);
    if (lost || left) {
      return CompletableFuture.completedFuture(null);
    }
    left = true;
    if (!markerTaken && !session.isOver()) {
      var unused = takeMarker();
    }
    return session.janitor().remove(node);
  }

  @Override
  public void resumed() {
    ownNode.set();
  }

  @Override
  public void ended() {
    session.leave(this);
    if (!left && !lost) {
      lost = true;
      whenLost.run();
    }
  }
}
