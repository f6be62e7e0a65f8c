package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * When a writer of a counter races, and when it takes its turn.
 *
 * Who has lost some races, or has seen somebody in the line beside the counter, gets in line and
 * writes when it is first. The line is a courtesy among our own clients: every write is safe without
 * it. So nobody waits for long for one who is stopped or cut off, and who is refused a place races
 * on, as long as the epoch stays the one in which that was found.
 */
final class CounterLine {

  /** How many races are lost before that. */
  private static final int RACES = 2;

  private static final int NEVER = -2;

  private final EngineClient engine;
  private final String path;
  private final Runnable changed;
  private @Nullable CounterTurn turn;
  private boolean raised;
  private int lost;
  private int refusedEpoch = NEVER;

  /**
   * Makes the place for a writer outside the line.
   *
   * @param changed is run when it is worth asking again
   */
  CounterLine(EngineClient engine, String path, Runnable changed) {
    this.engine = engine;
    this.path = path;
    this.changed = changed;
  }

  /** Tells whether to write now. If not, this has a place in line and says when to ask again. */
  boolean isMyTurn(LiveSession session, CounterView seen) {
    CounterTurn mine = turn;
    if (mine != null && mine.isFirst()) {
      return true;
    }
    if (mine != null && mine.isRestless()) {
      mine.waitOn(seen);
    } else if (mine != null && mine.isLost()) {
      turn = null;
    } else if (mine != null && mine.isRefused()) {
      turn = null;
      refusedEpoch = seen.epoch();
    }
    if (turn == null && isPolite(seen)) {
      enter(session, seen);
    }
    return turn == null;
  }

  private boolean isPolite(CounterView seen) {
    return (seen.isCrowded() || lost >= RACES)
        && !seen.lacksMarks()
        && seen.epoch() != refusedEpoch;
  }

  private void enter(LiveSession session, CounterView seen) {
    CounterTurn mine = new CounterTurn(engine, session, path, seen.epoch(), changed);
    turn = mine;
    raised = false;
    mine.enter();
  }

  /** {@return the name of the own place, empty if there is none} */
  String ownName() {
    return turn == null ? "" : turn.name();
  }

  /** Tells whether what was seen before may be too old to judge the line by. */
  boolean isRestless() {
    return turn != null && turn.isRestless();
  }

  /** Tells, once for each turn, whether the epoch is to be raised. */
  boolean mustRaise() {
    boolean must = turn != null && turn.isFirst() && !raised;
    raised |= must;
    return must;
  }

  /** The raised epoch, or what was read behind it, is of no use any more. */
  void raiseAgain() {
    raised = false;
  }

  void lostRace() {
    lost++;
  }

  /** {@return what ends the turn in the transaction of the write, if it is one's turn} */
  Optional<Op> departure() {
    return turn != null && turn.isFirst() ? Optional.of(turn.departure()) : Optional.empty();
  }

  /** A write has been applied. */
  void written(boolean departed) {
    lost = 0;
    if (departed && turn != null) {
      turn.departed();
      turn = null;
    }
  }

  /** Somebody has removed the place in line, which nothing else need have told. */
  void removed() {
    if (turn != null) {
      turn.nodeGone();
    }
  }

  /** Nothing is left to write. */
  void leave() {
    lost = 0;
    if (turn != null) {
      turn.leave();
      turn = null;
    }
  }

  /** The session is over, and the place in line with it. */
  void ended() {
    turn = null;
  }
}
