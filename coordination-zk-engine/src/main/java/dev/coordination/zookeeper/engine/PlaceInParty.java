package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Created;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * One node in one party in one session, as in kazoo's Party and ShallowParty.
 *
 * Joining: [create NODE ephemeral], whose name begins with an ID that no other node has. If the parents
 * are missing it is sent again behind their creation. From then on a data watch on our own node tells
 * when somebody deletes it.
 *
 * Uncertainty: a create of unknown outcome is sent again when the link is back. Now it fails if it was
 * applied before: the stat then tells whether the node is this session's. One that is not is nobody's we
 * know, and is left alone; whoever wants a place takes another name.
 *
 * Leaving: the janitor deletes the node by its unique name, behind the create if that is under way.
 *
 * Everything here runs on the engine's loop.
 */
final class PlaceInParty implements LiveSession.Participant {

  /** Is told how the place stands. Told nothing more once it has left, or was told of an end. */
  interface Owner {

    /** The store has confirmed the node. Told once. */
    void entered();

    /** The node is not there: deleted by somebody else, or gone with the session. An end. */
    void gone();

    /** The store refuses for good. An end. */
    void failed(RuntimeException failure);
  }

  private enum Stage {
    /** The create has been sent. */
    CREATING,
    /** The link broke before it was known what became of it. */
    UNRESOLVED,
    ENTERED,
    LEFT
  }

  private final LiveSession session;
  private final String path;
  private final String node;
  private final byte[] data;
  private final Owner owner;
  private final OwnNodeWatch ownNode;
  private Stage stage = Stage.CREATING;
  private long czxid;

  /** A create may have been applied. */
  private boolean uncertain;

  private @Nullable ZnodeException parentsRefused;

  PlaceInParty(LiveSession session, String path, String node, byte[] data, Owner owner) {
    this.session = session;
    this.path = path;
    this.node = node;
    this.data = data;
    this.owner = owner;
    this.ownNode = new OwnNodeWatch(session, node, this::ownNodeGone);
  }

  LiveSession session() {
    return session;
  }

  String node() {
    return node;
  }

  /** The zxid of the node's creation, once it is confirmed. */
  long czxid() {
    return czxid;
  }

  void enter() {
    session.join(this);
    create();
  }

  /**
   * Takes the node out of the store.
   *
   * @return completes when the store has confirmed, or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> leave() {
    return depart() ? session.janitor().remove(node) : CompletableFuture.completedFuture(null);
  }

  @Override
  public void resumed() {
    if (stage == Stage.UNRESOLVED) {
      stage = Stage.CREATING;
      create();
    } else if (stage == Stage.ENTERED) {
      ownNode.set();
    }
  }

  @Override
  public void ended() {
    if (depart()) {
      owner.gone();
    }
  }

  private void ownNodeGone() {
    if (stage == Stage.ENTERED) {
      ended();
    }
  }

  private boolean depart() {
    boolean present = stage != Stage.LEFT;
    stage = Stage.LEFT;
    session.leave(this);
    session.heartbeat().waitsNoMore(node);
    return present;
  }

  private void fail(ZnodeException failure) {
    if (uncertain) {
      var unused = leave();
    }
    depart();
    owner.failed(ZnodeFailures.toApi(failure, path));
  }

  private void create() {
    session.on(session.create(node, data, NodeKind.EPHEMERAL), this::created);
  }

  private void created(@Nullable Created created, @Nullable ZnodeException failure) {
    if (stage == Stage.LEFT) {
      return; // the deletion is on its way
    }
    if (created != null) {
      entered(created.stat());
    } else if (failure != null) {
      notCreated(failure);
    }
  }

  private void notCreated(ZnodeException failure) {
    if (ZnodeFailures.isInterrupted(failure)) {
      stage = Stage.UNRESOLVED;
      uncertain = true;
    } else if (failure.code() == Code.NODE_EXISTS) {
      session.on(session.reads().exists(node, null), this::found);
    } else if (failure.code() == Code.NO_NODE && parentsRefused == null) {
      session.createParents(node, refusal -> parentsRefused = refusal);
      create();
    } else {
      fail(parentsRefused != null ? parentsRefused : failure);
    }
  }

  /** A node of our name is there: made by a create whose reply was lost, if by this session. */
  private void found(@Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (stage == Stage.LEFT) {
      return;
    }
    if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      stage = Stage.UNRESOLVED;
    } else if (failure != null) {
      fail(failure);
    } else if (stat != null && isOurs(stat)) {
      entered(stat.get());
    } else {
      ended();
    }
  }

  private boolean isOurs(Optional<NodeStat> stat) {
    return stat.isPresent() && stat.get().ephemeralOwner() == session.reads().id();
  }

  private void entered(NodeStat stat) {
    stage = Stage.ENTERED;
    czxid = stat.czxid();
    session.heartbeat().waits(node);
    ownNode.set();
    owner.entered();
  }
}
