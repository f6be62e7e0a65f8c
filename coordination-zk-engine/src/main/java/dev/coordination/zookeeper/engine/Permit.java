package dev.coordination.zookeeper.engine;

import dev.coordination.CoordinationException;
import dev.coordination.zookeeper.engine.Layout.Mode;
import dev.coordination.zookeeper.engine.PlaceInLine.Bid;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * One permit of a semaphore in one session, as in kazoo's Semaphore.
 *
 * The limit is the data of PATH. Each permit is an ephemeral node PATH/ID. Whoever wants one gets into
 * the guard line, a line of locks at PATH-__lock__, and only the first there adds a permit.
 *
 * Asking: [create in the guard line, list that line, list PATH, get PATH], all sent at once. If we
 * are first and there is room:
 *
 *   [multi(delete our guard node, check the limit, create PATH/ID), exists PATH/ID]
 *
 * and the permit is granted, in two round trips, with the guard line already moved on. The second
 * request brings the permit's czxid, the token, which a multi does not tell. Not first: we wait in the
 * guard line, and look at PATH anew once we are; and, as long as nobody holds, now and then before: whoever
 * is granted may do so under another limit. No room: as the first in line we keep the guard, and watch it
 * and the permits; the departure of one is followed by the multi at once.
 *
 * Why there are never too many: PATH is listed behind the list that shows us first, or behind a sync
 * once those ahead have left, and from then on whoever keeps to this protocol only removes permits. Who
 * was first before us has added its permit in the transaction that took its guard node away, so our
 * list shows it. If our guard node has gone, by hand or with the session, the multi fails; so it does
 * if the limit was changed.
 *
 * Leaving: the guard node and, once the multi was sent, the permit are deleted by their unique names.
 *
 * Everything here runs on the engine's loop.
 */
final class Permit implements Place, LiveSession.Participant, PermitTaking.Owner {

  private enum Stage {
    /** In the guard line, or looking whether there is room. */
    ASKING,
    /** First in the guard line, and there is no room. */
    WAITING,
    /** The multi has been sent, and the permit may be in the store; see PermitTaking. */
    TAKING,
    LEFT
  }

  private final LiveSession session;
  private final EngineClient engine;
  private final SemaphoreLimit limit;
  private final String node;
  private final boolean patient;
  private final PlaceInLine.Owner owner;
  private final PlaceInLine guard;
  private final PermitPool pool;
  private final PermitTaking taking;
  private final OwnNodeWatch ownNode;

  private Stage stage = Stage.ASKING;

  /** Whether a look under way was sent behind the list of the guard line that is under way. */
  private boolean entering;

  private boolean first;
  private boolean guardGone;
  private long token;

  Permit(
      LiveSession session,
      EngineClient engine,
      SemaphoreLimit limit,
      String identifier,
      boolean patient,
      PlaceInLine.Owner owner) {
    String id = engine.newId();
    Bid bid = new Bid(Layout.guard(limit.path()), Mode.EXCLUSIVE, identifier);
    this.session = session;
    this.engine = engine;
    this.limit = limit;
    this.node = Layout.permit(limit.path(), id);
    this.patient = patient;
    this.owner = owner;
    this.guard = new PlaceInLine(session, engine.layout(), bid, id, new Guard());
    this.pool = new PermitPool(session, limit.path(), new Pool());
    this.taking = new PermitTaking(session, limit.path(), node, Layout.encode(identifier), this);
    this.ownNode = new OwnNodeWatch(session, node, this::ownNodeGone);
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
    guard.enter();
  }

  @Override
  public CompletableFuture<@Nullable Void> leave() {
    Stage before = stage;
    depart();
    CompletableFuture<@Nullable Void> guardLeft = guard.leave();
    return switch (before) {
      case ASKING, WAITING, LEFT -> guardLeft;
      case TAKING -> session.janitor().remove(node);
    };
  }

  @Override
  public void watchOwnNode() {
    if (taking.isTaken()) {
      ownNode.set();
    }
  }

  @Override
  public void ownNodeGone() {
    if (depart()) {
      owner.removed();
    }
  }

  @Override
  public void resumed() {
    switch (stage) {
      case ASKING, WAITING -> {
        if (pool.isUnanswered()) {
          pool.look();
        }
      }
      case TAKING -> takingResumed();
      case LEFT -> {}
    }
  }

  private void takingResumed() {
    if (taking.isUnresolved()) {
      taking.resolve();
    } else if (taking.isTaken()) {
      owner.resumed();
    }
  }

  @Override
  public void ended() {
    if (depart()) {
      owner.ended();
    }
  }

  private boolean depart() {
    boolean present = stage != Stage.LEFT;
    stage = Stage.LEFT;
    session.leave(this);
    session.heartbeat().waitsNoMore(node);
    pool.close();
    taking.stop();
    return present;
  }

  private void fail(RuntimeException failure) {
    if (stage != Stage.LEFT) {
      var unused = leave();
      owner.failed(failure);
    }
  }

  // Finding room

  private void looked() {
    if (stage != Stage.ASKING && stage != Stage.WAITING) {
      return;
    }
    Op limitOperation;
    try {
      limitOperation = limit.operation(pool.node(), pool.held() > 0);
    } catch (CoordinationException e) {
      fail(e);
      return;
    }
    if (!first) {
      owner.behind();
      lookOnceSomebodyMayHold();
    } else if (pool.held() < limit.wanted()) {
      take(limitOperation);
    } else if (patient) {
      stage = Stage.WAITING;
      guard.watchOwnNode(); // nobody is ahead there, so it has not been watched yet
      pool.awaitFewer();
    } else {
      owner.behind();
    }
  }

  /** Nobody held: those ahead may bring another limit than ours, and hold it for long. */
  private void lookOnceSomebodyMayHold() {
    if (stage == Stage.ASKING && pool.held() == 0) {
      engine.schedule(session.validity().heartbeat(), this::lookFromLine);
    }
  }

  private void lookFromLine() {
    if (stage == Stage.ASKING && !first) {
      if (session.isConnected()) {
        pool.look();
      } else {
        lookOnceSomebodyMayHold();
      }
    }
  }

  private void fewer() {
    if (stage == Stage.WAITING && !pool.isLooking()) {
      looked();
    }
  }

  // Taking it

  private void take(Op limitOperation) {
    stage = Stage.TAKING;
    pool.awaitNoMore();
    guard.removing();
    taking.take(guard.node(), limitOperation);
  }

  @Override
  public void taken() {
    guardGone = true;
    guard.removed();
    pool.close();
    session.heartbeat().waits(node);
  }

  @Override
  public void notTaken() {
    stage = Stage.ASKING;
    guard.remains();
    pool.look();
  }

  @Override
  public void unresolved() {
    owner.interrupted();
  }

  @Override
  public void granted(long czxid) {
    token = czxid;
    owner.first();
  }

  @Override
  public void failed(ZnodeException failure) {
    fail(ZnodeFailures.toApi(failure, limit.path()));
  }

  @Override
  public boolean isGuardGone() {
    return guardGone;
  }

  /** The place in the guard line. */
  private final class Guard implements PlaceInLine.Owner {

    @Override
    public void entering() {
      if (stage == Stage.ASKING) {
        entering = true;
        pool.lookBehind();
      }
    }

    @Override
    public void first() {
      first = true;
      if (!entering || !pool.isLooking()) {
        pool.look();
      }
    }

    @Override
    public void doubted() {
      // What comes next is a transaction, which proves that our guard node is there.
    }

    @Override
    public void behind() {
      entering = false;
      if (!patient) {
        var unused = guard.leave(); // refused; how, the look will tell
      }
    }

    @Override
    public void removed() {
      guardGone = true;
      if (stage == Stage.ASKING || stage == Stage.WAITING) {
        ownNodeGone();
      }
    }

    @Override
    public void failed(RuntimeException failure) {
      fail(failure);
    }

    @Override
    public void interrupted() {
      entering = false;
      owner.interrupted();
    }

    @Override
    public void resumed() {
      // We are a participant ourselves.
    }

    @Override
    public void ended() {
      // We are a participant ourselves.
    }
  }

  /** The view of the permits. */
  private final class Pool implements PermitPool.Owner {

    @Override
    public void looked() {
      Permit.this.looked();
    }

    @Override
    public void fewer() {
      Permit.this.fewer();
    }

    @Override
    public void failed(ZnodeException failure) {
      Permit.this.failed(failure);
    }

    @Override
    public void interrupted() {
      owner.interrupted();
    }
  }
}
