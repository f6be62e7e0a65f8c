package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * The last step to a permit, from the guard to the grant:
 *
 *   [multi(delete our guard node, check the limit, create PATH/ID), exists PATH/ID]
 *
 * Uncertainty: a multi of unknown outcome is looked into by the permit's unique name, behind a sync.
 * The guard node's own deletion says nothing then: it may be the multi's doing, and is told before its
 * reply. The permit belongs to the session of the multi, and is never created in another.
 *
 * Everything here runs on the engine's loop.
 */
/** The taking of one permit by the first in the guard line. */
final class PermitTaking {

  /** Is told how it goes. */
  interface Owner {

    /** {@return whether the guard node is known to have gone} */
    boolean isGuardGone();

    /** The permit is in the store. */
    void taken();

    /** It is not, and the guard node is still there: the limit, for one, was another. */
    void notTaken();

    /** The link broke, and nobody knows. */
    void unresolved();

    /** The permit is there, and this is its czxid. */
    void granted(long czxid);

    /** The guard node, or the permit, was removed by somebody else. */
    void ownNodeGone();

    /** The store refuses for good. */
    void failed(ZnodeException failure);
  }

  private enum Step {
    IDLE,
    /** The multi has been sent. */
    SENT,
    /** Nobody knows what became of the multi, or of the permit. */
    UNRESOLVED,
    /** The permit is in the store. */
    TAKEN
  }

  private final LiveSession session;
  private final String path;
  private final String node;
  private final byte[] data;
  private final Owner owner;
  private Step step = Step.IDLE;

  /**
   * Creates what has not begun.
   *
   * @param path the semaphore's
   * @param node the permit's
   */
  PermitTaking(LiveSession session, String path, String node, byte[] data, Owner owner) {
    this.session = session;
    this.path = path;
    this.node = node;
    this.data = data;
    this.owner = owner;
  }

  boolean isUnresolved() {
    return step == Step.UNRESOLVED;
  }

  boolean isTaken() {
    return step == Step.TAKEN;
  }

  /** Nobody wants to be told any more. */
  void stop() {
    step = Step.IDLE;
  }

  void take(String guardNode, Op limitOperation) {
    step = Step.SENT;
    session.on(
        session.multi(
            List.of(
                new Op.Delete(guardNode, ZnodeSession.ANY),
                limitOperation,
                new Op.Create(node, data, NodeKind.EPHEMERAL))),
        (results, failure) -> {
          if (step == Step.SENT) {
            replied(failure);
          }
        });
    session.on(session.reads().exists(node, null), this::seen);
  }

  private void replied(@Nullable ZnodeException failure) {
    if (failure == null) {
      taken();
    } else if (ZnodeFailures.isInterrupted(failure)) {
      unresolved();
    } else if (failure.index() == 0 && failure.code() == Code.NO_NODE) {
      owner.ownNodeGone(); // the guard node's deletion by hand ends the attempt
    } else if (failure.index() == 1 && ZnodeFailures.isCommitted(failure)) {
      notTaken(); // the limit is not what it was
    } else {
      owner.failed(failure);
    }
  }

  private void taken() {
    step = Step.TAKEN;
    owner.taken();
  }

  private void notTaken() {
    step = Step.IDLE;
    owner.notTaken();
  }

  private void unresolved() {
    step = Step.UNRESOLVED;
    owner.unresolved();
  }

  /** The reply to what was sent right behind the multi; says nothing unless that succeeded. */
  private void seen(@Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (step == Step.TAKEN) {
      if (failure != null && ZnodeFailures.isInterrupted(failure)) {
        unresolved();
      } else {
        granted(stat, failure);
      }
    }
  }

  private void granted(@Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (failure != null) {
      owner.failed(failure);
    } else if (stat == null || stat.isEmpty()) {
      owner.ownNodeGone();
    } else {
      owner.granted(stat.get().czxid());
    }
  }

  /** Asks whether the permit of unknown outcome is there. */
  void resolve() {
    ZnodeSession reads = session.reads();
    session.on(
        FreshRead.send(reads, path, () -> reads.exists(node, null)),
        (stat, failure) -> {
          if (step == Step.UNRESOLVED
              && (failure == null || !ZnodeFailures.isInterrupted(failure))) {
            resolved(stat, failure);
          }
        });
  }

  private void resolved(@Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (stat != null && stat.isEmpty() && !owner.isGuardGone()) {
      notTaken();
    } else {
      taken();
      granted(stat, failure);
    }
  }
}
