package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * One write of a counter at a time, until it is known what became of it:
 *
 *   [multi(set MARK to the write's number, check EPOCH, set PATH), get PATH]
 *
 * Lost reply: MARK is an ephemeral node of this client alone, so [sync, get MARK] in the same session
 * tells whether the write of that number was applied. If the session ended first nobody can tell, and
 * the callers are told so; no write is ever sent twice. Should a write that was found not to have been
 * applied arrive after all, it has changed the mark, and the next write is refused: the changes that
 * were in the first one are of unknown outcome then, and those that joined them go on.
 *
 * Everything here runs on the engine's loop.
 */
/** Sends the writes of one counter's writer. */
final class CounterSender {

  /** Is told, once for each write, what became of it; not if the session ended first. */
  interface Outcome {

    /**
     * It was applied.
     *
     * @param after the state that it made, or null if that is not known
     */
    void applied(CounterWrite applied, @Nullable CounterView after);

    /**
     * Nothing was applied; what was in the way has been provided for.
     *
     * @param seen the state of the moment, or null if that is not known
     */
    void again(CounterWrite refused, @Nullable CounterView seen);

    /** Nothing was applied, and the store refuses for good. */
    void failed(CounterWrite refused, RuntimeException failure);

    /** Nobody can tell. */
    void unknown(CounterWrite lost);
  }

  private final EngineClient engine;
  private final String path;
  private final CounterLine line;
  private final Outcome outcome;
  private @Nullable LiveSession session;
  private @Nullable CounterWrite write;
  private Mark mark;
  private @Nullable ZnodeException parentsRefused;

  CounterSender(EngineClient engine, String path, CounterLine line, Outcome outcome) {
    this.engine = engine;
    this.path = path;
    this.line = line;
    this.outcome = outcome;
    this.mark = new Mark(Layout.mark(path, engine.newId(), 0));
  }

  /** The next writes go out in another session. */
  void begin(LiveSession current) {
    session = current;
    newMark();
  }

  void resumed() {
    if (write != null && write.unresolved) {
      resolve(write);
    }
  }

  /** The session is over, and whatever was under way is unknown. */
  void ended() {
    session = null;
    write = null;
  }

  /** Removes the mark; another write makes another one, and pays nothing for it. */
  void discard() {
    if (write != null) {
      write.failUnknown(); // what could tell goes
    }
    if (session != null && (mark.exists() || write != null)) {
      var unused = session.janitor().remove(mark.node());
      newMark();
    }
  }

  private void newMark() {
    mark = new Mark(Layout.mark(path, engine.newId(), 0));
  }

  /** Sends a write, unless somebody has given up one of its changes. */
  void send(CounterWrite next) {
    LiveSession current = Objects.requireNonNull(session);
    if (!next.expose()) {
      again(next, next.before());
      return;
    }
    write = next;
    parentsRefused = null;
    if (next.before().lacksMarks()) {
      current.createParents(mark.node(), refusal -> parentsRefused = refusal);
    }
    next.sent = true;
    current.on(
        current.multi(next.operations(mark, line)),
        (results, failure) -> replied(next, results, failure));
    current.on(
        CounterValue.read(current.reads(), path), (value, failure) -> readBehind(next, value));
  }

  private void replied(
      CounterWrite sent, @Nullable List<OpResult> results, @Nullable ZnodeException failure) {
    if (sent != write) {
      return; // the session ended in between
    }
    if (results != null) {
      mark.applied(sent.number(), results.get(CounterWrite.MARK));
      applied(sent, sent.written(results.get(CounterWrite.VALUE)));
    } else if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      sent.interrupted(); // resumed() or ended() decides
    } else if (failure != null && ZnodeFailures.isCommitted(failure)) {
      sent.refused = failure; // the read behind says by what
    } else if (failure != null) {
      failed(sent, ZnodeFailures.toApi(failure, path));
    }
  }

  private void readBehind(CounterWrite sent, @Nullable CounterValue value) {
    ZnodeException refused = sent.refused;
    if (sent != write || refused == null) {
      return;
    }
    ZnodeException reason = parentsRefused;
    if (refused.code() == Code.NO_NODE && reason != null) {
      failed(sent, ZnodeFailures.toApi(reason, path));
    } else {
      refused(sent, refused, value);
    }
  }

  /** Provides for what refused a write, and tries again. */
  private void refused(CounterWrite sent, ZnodeException refused, @Nullable CounterValue value) {
    switch (refused.index()) {
      case CounterWrite.MARK -> markRefused(sent, refused);
      case CounterWrite.EPOCH -> {
        line.lostRace();
        lookAgain(sent);
      }
      case CounterWrite.VALUE -> {
        line.lostRace();
        if (refused.code() == Code.NO_NODE && sent.before().value().isAbsent()) {
          Objects.requireNonNull(session).createParents(path, refusal -> parentsRefused = refusal);
        }
        again(sent, value == null ? null : sent.before().with(value));
      }
      default -> {
        line.removed();
        lookAgain(sent);
      }
    }
  }

  private void lookAgain(CounterWrite sent) {
    line.raiseAgain();
    again(sent, null);
  }

  private void markRefused(CounterWrite sent, ZnodeException refused) {
    if (refused.code() == Code.NO_NODE && sent.before().lacksMarks()) {
      newMark();
      again(sent, sent.before()); // at once: a missing root is being made, or refused, meanwhile
    } else if (refused.code() == Code.NO_NODE) {
      newMark(); // somebody has removed it, or what is above it
      lookAgain(sent);
    } else {
      newMark(); // an earlier write of ours, taken for lost, has been applied after all
      sent.markWasWrong(); // of what has joined since nothing was applied
      lookAgain(sent);
    }
  }

  // How it ends

  private void applied(CounterWrite applied, @Nullable CounterView after) {
    write = null;
    outcome.applied(applied, after);
  }

  private void again(CounterWrite refused, @Nullable CounterView seen) {
    write = null;
    outcome.again(refused, seen);
  }

  private void failed(CounterWrite refused, RuntimeException failure) {
    write = null;
    outcome.failed(refused, failure);
  }

  // A lost reply

  private void resolve(CounterWrite unknown) {
    LiveSession current = Objects.requireNonNull(session);
    ZnodeSession reads = current.reads();
    String node = mark.node();
    current.on(
        FreshRead.send(reads, node, () -> reads.getData(node, null)),
        (data, failure) -> {
          if (unknown == write) {
            resolved(unknown, data, failure);
          }
        });
  }

  private void resolved(
      CounterWrite unknown, @Nullable NodeData data, @Nullable ZnodeException failure) {
    if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      unknown.interrupted(); // asked again after the next reconnection
      return;
    }
    boolean told = failure == null || failure.code() == Code.NO_NODE;
    switch (told ? mark.judge(unknown.number(), data) : Mark.Verdict.UNKNOWN) {
      case APPLIED -> applied(unknown, null);
      case NOT_APPLIED -> {
        unknown.takenForLost();
        again(unknown, null);
      }
      case UNKNOWN -> {
        newMark();
        write = null;
        outcome.unknown(unknown);
      }
    }
  }
}
