package dev.coordination.zookeeper.engine;

import dev.coordination.support.Scheduler.Timer;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import org.jspecify.annotations.Nullable;

/** A writer's place in the line beside a counter. Runs on the engine's loop. */
final class CounterTurn implements PlaceInLine.Owner {

  private enum State {
    WAITING,
    FIRST,
    /** The place is lost: removed by somebody, or gone with the session. */
    LOST,
    /** There is no place to be had. */
    REFUSED,
    LEFT
  }

  /** For what part of the operation timeout nothing has to move, at most, before one looks why. */
  private static final int PATIENCE = 8;

  private final EngineClient engine;
  private final LiveSession session;
  private final String path;
  private final PlaceInLine place;
  private final Runnable changed;
  private State state = State.WAITING;
  private boolean restless;
  private int epoch;
  private @Nullable Timer endurance;

  /**
   * Makes a place that is not taken yet.
   *
   * @param epoch what the writer has seen last
   * @param changed is run when it is worth asking again
   */
  CounterTurn(EngineClient engine, LiveSession session, String path, int epoch, Runnable changed) {
    this.engine = engine;
    this.session = session;
    this.path = path;
    this.changed = changed;
    this.place =
        new PlaceInLine(
            session,
            engine.layout(),
            new PlaceInLine.Bid(Layout.marks(path), Layout.Mode.EXCLUSIVE, ""),
            engine.newId(),
            this);
    endure(epoch);
  }

  void enter() {
    place.enter();
  }

  /** {@return the name of the node, empty if there is none yet} */
  String name() {
    return Layout.name(place.node());
  }

  /** {@return whether everybody who came before has gone} */
  boolean isFirst() {
    return state == State.FIRST;
  }

  boolean isLost() {
    return state == State.LOST;
  }

  boolean isRefused() {
    return state == State.REFUSED;
  }

  /** {@return whether it is time to look whether the line still moves} */
  boolean isRestless() {
    return restless && state == State.WAITING;
  }

  /**
   * Waits on. If nobody has had a turn for a while, then not for the first in line, who may be
   * stopped or cut off: that place is removed. Should its owner come back, it takes another one.
   */
  void waitOn(CounterView seen) {
    if (seen.epoch() == epoch && seen.isCrowded()) {
      String first = Layout.marks(path) + "/" + seen.others().get(0);
      session.on(session.delete(first), (done, failure) -> {}); // what matters is watched
    }
    endure(seen.epoch());
  }

  /** Returns what gives the place up in the same transaction as the write that it was for. */
  Op departure() {
    session.standsNoMore(place.node());
    return new Op.Delete(place.node(), ZnodeSession.ANY);
  }

  /** The {@link #departure} has been applied. */
  void departed() {
    end(State.LEFT);
    place.ownNodeGone();
  }

  /** Somebody has removed the place: one that was first at once does not watch it. */
  void nodeGone() {
    place.ownNodeGone();
  }

  void leave() {
    end(State.LEFT);
    var unused = place.leave();
  }

  @Override
  public void first() {
    if (state == State.WAITING) {
      end(State.FIRST);
      changed.run();
    }
  }

  @Override
  public void removed() {
    lose(State.LOST);
  }

  @Override
  public void ended() {
    lose(State.LOST);
  }

  @Override
  public void failed(RuntimeException failure) {
    lose(State.REFUSED);
  }

  @Override
  public void doubted() {} // a write proves the session by itself

  @Override
  public void behind() {}

  @Override
  public void interrupted() {}

  @Override
  public void resumed() {}

  private void lose(State how) {
    if (state != State.LEFT) {
      end(how);
      changed.run();
    }
  }

  private void end(State how) {
    state = how;
    if (endurance != null) {
      endurance.cancel();
    }
  }

  private void endure(int newEpoch) {
    epoch = newEpoch;
    restless = false;
    endurance =
        engine
            .scheduler()
            .schedule(
                engine.operationTimeout().dividedBy(PATIENCE), () -> engine.run(this::loseRest));
  }

  private void loseRest() {
    if (state == State.WAITING) {
      restless = true;
      changed.run();
    }
  }
}
