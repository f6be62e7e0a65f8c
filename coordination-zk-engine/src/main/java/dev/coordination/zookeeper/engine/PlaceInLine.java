package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.Layout.Mode;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.Created;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * One node in one line in one session, as in kazoo's Lock, ReadLock and WriteLock.
 *
 * Getting in line: [create PATH/ID__lock__NNNNNNNNNN ephemeral sequential, list PATH], both sent at
 * once; a reader's node is ID__rlock__NNNNNNNNNN. The list is taken behind the create, so it shows
 * every smaller contender that lives; a smaller one cannot appear later. Hence what is ahead only
 * shrinks. Nothing ahead: we are first, in one round trip. Readers do not count as ahead of a reader;
 * writers are ahead of everybody behind them, so nobody starves. If the parents are missing the
 * bracket fails, and is sent again behind their creation.
 *
 * Waiting: our own node is watched, and those ahead of it, see ContendersAhead. Whoever deletes our
 * node by hand takes us out of the line.
 *
 * A node of our own session that goes without our having removed it may be the first sign that the
 * session has been ended; its other nodes, this one too, are then gone as well.
 *
 * Uncertainty: a create of unknown outcome is looked up by its ID, behind a sync, before anything
 * else is sent. A list counts only if the create before it was acknowledged. What a broken link
 * swallowed is sent again when it is back.
 *
 * Leaving: the watches ahead are taken off, and the janitor deletes the node by its unique name. If the
 * reply to the create is still out, the deletion follows that reply.
 *
 * Everything here runs on the engine's loop.
 */
final class PlaceInLine implements Place, LiveSession.Participant {

  /** What a contender asks for: at which line, in which way, under which name. */
  record Bid(String path, Mode mode, String identifier) {}

  /** Is told how the place stands. Told nothing more once it has left, or was told of an end. */
  interface Owner {

    /**
     * The node and the list have been asked for, perhaps once more: what the owner asks for now is
     * executed behind them. Not called if the link breaks first.
     */
    default void entering() {}

    /** Every contender ahead is proven gone. */
    void first();

    /** The session might have ended, or the node be gone: what comes next needs a proof. */
    void doubted();

    /** Somebody is ahead. */
    void behind();

    /** The node was deleted by somebody else. An end. */
    void removed();

    /** The store refuses for good. */
    void failed(RuntimeException failure);

    /** The link broke before it was known whether we are first. */
    void interrupted();

    /** The link is back. */
    void resumed();

    /** The session is over, and the node with it. An end. */
    void ended();
  }

  private enum Stage {
    CREATING,
    UNRESOLVED,
    IN_LINE,
    LEFT
  }

  private final LiveSession session;
  private final String path;
  private final Mode mode;
  private final String identifier;
  private final String id;
  private final Owner owner;
  private final ContendersAhead ahead;

  private Stage stage = Stage.CREATING;
  private String node = "";
  private long token;
  private boolean ownNodeWatched;
  private @Nullable ZnodeException parentsRefused;

  PlaceInLine(LiveSession session, Layout layout, Bid bid, String id, Owner owner) {
    this.session = session;
    this.path = bid.path();
    this.mode = bid.mode();
    this.identifier = bid.identifier();
    this.id = id;
    this.owner = owner;
    this.ahead = new ContendersAhead(this, session, layout, bid, owner);
  }

  @Override
  public LiveSession session() {
    return session;
  }

  @Override
  public String node() {
    return node;
  }

  @Override
  public long token() {
    return token;
  }

  @Override
  public void enter() {
    session.join(this);
    sendBracket();
  }

  @Override
  public CompletableFuture<@Nullable Void> leave() {
    Stage before = stage;
    session.standsNoMore(node);
    depart();
    return switch (before) {
      case IN_LINE -> session.janitor().remove(node);
      case UNRESOLVED -> {
        session.janitor().removeUnknown(path, id);
        yield CompletableFuture.completedFuture(null);
      }
      case CREATING -> {
        session.janitor().expect(this);
        yield CompletableFuture.completedFuture(null);
      }
      case LEFT -> CompletableFuture.completedFuture(null);
    };
  }

  @Override
  public void watchOwnNode() {
    if (!ownNodeWatched && stage == Stage.IN_LINE) {
      ownNodeWatched = true;
      session.on(
          session.look(node, event -> session.run(() -> ownNodeChanged(event))),
          this::ownNodeLookedAt);
    }
  }

  @Override
  public void resumed() {
    if (stage == Stage.UNRESOLVED) {
      resolve();
    } else if (stage == Stage.IN_LINE) {
      ahead.resumed();
      owner.resumed();
    }
  }

  @Override
  public void ended() {
    if (depart()) {
      owner.ended();
    }
  }

  @Override
  public void ownNodeGone() {
    if (depart()) {
      session.isMissing(node);
      owner.removed();
    }
  }

  /** Says that a transaction of ours is about to remove the node. */
  void removing() {
    session.standsNoMore(node);
  }

  /** Says that the transaction has removed the node. */
  void removed() {
    depart();
  }

  /** Says that the transaction has not removed the node. */
  void remains() {
    if (stage == Stage.IN_LINE) {
      session.stands(node);
    }
  }

  private boolean depart() {
    boolean present = stage != Stage.LEFT;
    stage = Stage.LEFT;
    session.leave(this);
    session.heartbeat().waitsNoMore(node);
    ahead.forget();
    return present;
  }

  /** {@return whether the node is known to be in the store, and to be wanted} */
  boolean isInLine() {
    return stage == Stage.IN_LINE;
  }

  void fail(RuntimeException failure) {
    if (stage != Stage.LEFT) {
      var unused = leave();
      owner.failed(failure);
    }
  }

  // Getting in line

  private void sendBracket() {
    String prefix = Layout.contender(path, id, mode);
    byte[] data = Layout.encode(identifier);
    session.on(session.create(prefix, data, NodeKind.EPHEMERAL_SEQUENTIAL), this::created);
    ahead.list(owner::entering);
  }

  private void created(@Nullable Created created, @Nullable ZnodeException failure) {
    if (created != null) {
      node = created.path();
      token = created.stat().czxid();
      if (stage == Stage.LEFT) {
        var unused = session.janitor().remove(node);
      } else {
        enterLine();
      }
    } else if (failure != null) {
      notCreated(failure);
    }
    session.janitor().expectNoMore(this);
  }

  private void enterLine() {
    stage = Stage.IN_LINE;
    session.stands(node);
    session.heartbeat().waits(node);
  }

  private void notCreated(ZnodeException failure) {
    if (failure.code() == Code.CONNECTION_LOSS) {
      outcomeUnknown();
    } else if (stage == Stage.LEFT || failure.code() == Code.SESSION_EXPIRED) {
      return; // nothing was created, or it went with the session, whose end is told separately
    } else if (failure.code() == Code.NO_NODE && parentsRefused == null) {
      session.createParents(path + "/" + id, refusal -> parentsRefused = refusal);
      sendBracket();
    } else {
      ZnodeException reason = parentsRefused != null ? parentsRefused : failure;
      fail(ZnodeFailures.toApi(reason, path));
    }
  }

  private void outcomeUnknown() {
    if (stage == Stage.LEFT) {
      session.janitor().removeUnknown(path, id);
    } else {
      stage = Stage.UNRESOLVED;
      owner.interrupted();
    }
  }

  /** Asks whether the create of unknown outcome was applied, and what its place is. */
  private void resolve() {
    ZnodeSession reads = session.reads();
    session.on(
        FreshRead.send(reads, path, () -> reads.getChildren(path, null)),
        (children, failure) -> {
          if (stage != Stage.UNRESOLVED) {
            return;
          }
          if (failure != null && ZnodeFailures.isRefusal(failure)) {
            fail(ZnodeFailures.toApi(failure, path)); // it may be there, so no other one is made
          } else if (!isInterruption(failure)) {
            resolved(children);
          }
        });
  }

  private void resolved(@Nullable Children children) {
    Optional<String> own = children == null ? Optional.empty() : ownName(children.names());
    if (own.isEmpty()) {
      ownNodeGone(); // never created: whoever wants a place makes a new one
    } else {
      node = path + "/" + own.get();
      session.on(session.reads().exists(node, null), this::found);
    }
  }

  private void found(@Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (stage != Stage.UNRESOLVED || isInterruption(failure)) {
      return;
    }
    if (failure != null && ZnodeFailures.isRefusal(failure)) {
      fail(ZnodeFailures.toApi(failure, path));
    } else if (stat == null || stat.isEmpty()) {
      ownNodeGone();
    } else {
      token = stat.get().czxid();
      enterLine();
      ahead.list();
    }
  }

  private Optional<String> ownName(List<String> names) {
    return names.stream().filter(name -> name.startsWith(id)).findFirst();
  }

  // Our own node

  private void ownNodeLookedAt(
      @Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (failure != null) {
      ownNodeWatched = false; // tried again when the link is back, or with the next heartbeat
      doubtOwnNode();
    } else if (stat != null && stat.isEmpty()) {
      ownNodeGone();
    }
  }

  private void ownNodeChanged(NodeEvent event) {
    ownNodeWatched = false;
    if (event.kind() == NodeEvent.Kind.DELETED) {
      ownNodeGone();
    } else {
      doubtOwnNode(); // until it is watched again it may go unseen
      watchOwnNode();
    }
  }

  private void doubtOwnNode() {
    if (stage == Stage.IN_LINE) {
      owner.doubted();
    }
  }

  static boolean isInterruption(@Nullable ZnodeException failure) {
    return failure != null && ZnodeFailures.isInterrupted(failure);
  }
}
