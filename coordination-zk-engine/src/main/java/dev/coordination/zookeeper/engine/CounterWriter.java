package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.zookeeper.engine.CounterUpdate.Evaluated;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * All changes that one client makes to the counter at one path, one write at a time.
 *
 * The value and version seen last are kept. Changes that arrive while a write is under way are
 * combined: the next write evaluates them one after the other on the value kept, and sends
 *
 *   [multi(set MARK to the write's number, set PATH to the result at the version kept), get PATH]
 *
 * so a write takes one round trip. If the version was another one nothing was applied, and the read
 * behind it has brought the value that won: evaluated anew, one round trip more. Results are given
 * out only when the write that makes them true is acknowledged.
 *
 * Lost reply: MARK is an ephemeral node of this client alone, so [sync, get MARK] in the same session
 * tells whether the write of that number was applied. If the session ended first nobody can tell, and
 * the callers are told so; no write is ever sent twice.
 *
 * Idle: a mark goes with the first heartbeat's time in which nobody writes.
 *
 * Changes that do not change anything (an overflow, a failed comparison) are decided by a read behind
 * a sync that shows the node as it was when they were evaluated.
 *
 * Everything here runs on the engine's loop.
 */
final class CounterWriter implements LiveSession.Participant {

  private final EngineClient engine;
  private final String path;
  private final List<CounterUpdate<?>> queue = new ArrayList<>();
  private @Nullable LiveSession session;
  private @Nullable CounterValue known;
  private @Nullable Write write;
  private boolean busy;
  private boolean idling;

  private String mark = "";
  private boolean markExists;
  private long lastNumber;
  private @Nullable ZnodeException parentsRefused;

  /** A write under way: the changes in it, and what to do when it is acknowledged. */
  private static final class Write {
    final List<CounterUpdate<?>> updates;
    final List<Runnable> settlements = new ArrayList<>();
    final CounterValue before;
    final @Nullable Long after;
    final long number;
    boolean sent;
    boolean unresolved;
    @Nullable ZnodeException refused;

    Write(List<CounterUpdate<?>> updates, CounterValue before, String path, long number) {
      this.updates = updates;
      this.before = before;
      this.number = number;
      Long value = before.orThrow(path);
      for (CounterUpdate<?> update : updates) {
        Evaluated evaluated = update.evaluate(value);
        settlements.add(evaluated.settle());
        value = evaluated.after();
      }
      this.after = value;
    }

    boolean changesNothing() {
      return Objects.equals(after, before.value());
    }

    /** Claims all changes, or none if somebody has given one of them up. */
    boolean expose() {
      boolean all = updates.stream().allMatch(CounterUpdate::expose);
      if (!all) {
        withdraw();
      }
      return all;
    }

    void withdraw() {
      updates.forEach(CounterUpdate::withdraw);
    }
  }

  CounterWriter(EngineClient engine, String path) {
    this.engine = engine;
    this.path = path;
  }

  void submit(CounterUpdate<?> update) {
    queue.add(update);
    if (!busy) {
      busy = true;
      engine.whenConnected(this::next);
    }
  }

  @Override
  public void resumed() {
    if (write != null && write.unresolved) {
      resolve(write);
    }
  }

  @Override
  public void ended() {
    session = null;
    known = null;
    Write lost = write;
    write = null;
    if (lost != null && lost.sent) {
      lost.updates.forEach(CounterUpdate::failUnknown);
      proceed();
    } else if (lost != null) {
      again(lost, null);
    }
  }

  /** Removes the mark; another write makes another one, and pays nothing for it. */
  void discard() {
    if (session != null && (markExists || (write != null && write.sent))) {
      var unused = session.janitor().remove(mark);
      newMark();
    }
  }

  private void newMark() {
    mark = Layout.mark(path, engine.newId(), 0);
    markExists = false;
  }

  /** Lets the mark go with the first interval in which nobody writes. */
  private void discardWhenIdle(LiveSession current) {
    if (!idling) {
      idling = true;
      long number = lastNumber;
      engine.schedule(
          current.validity().heartbeat(),
          () -> {
            idling = false;
            if (busy || number != lastNumber) {
              discardWhenIdle(current);
            } else {
              known = null; // with time the node may have been deleted and made anew
              discard(); // also a mark made in a later session than this interval began in
            }
          });
    }
  }

  /** Begins the next write, if anything is left to do. */
  private void proceed() {
    write = null;
    queue.removeIf(CounterUpdate::isSettled);
    busy = !queue.isEmpty();
    if (busy) {
      engine.whenConnected(this::next);
    }
  }

  private void next(LiveSession current) {
    if (session != current) {
      session = current;
      current.join(this);
      newMark();
      known = null;
    }
    if (known == null) {
      current.on(CounterValue.readFresh(current.reads(), path), this::readBeforeWrite);
    } else {
      begin(current, known);
    }
  }

  private void readBeforeWrite(@Nullable CounterValue value, @Nullable ZnodeException failure) {
    LiveSession current = session;
    if (value != null && current != null) {
      begin(current, value);
    } else if (failure != null && !ZnodeFailures.isInterrupted(failure)) {
      failAll(queue, ZnodeFailures.toApi(failure, path));
    } else {
      proceed();
    }
  }

  private void begin(LiveSession current, CounterValue value) {
    known = value;
    List<CounterUpdate<?>> updates = queue.stream().filter(update -> !update.isSettled()).toList();
    try {
      queue.clear();
      Write next = new Write(updates, value, path, ++lastNumber);
      write = next;
      if (next.changesNothing()) {
        verify(current, next);
      } else {
        send(current, next);
      }
    } catch (MalformedDataException e) {
      known = null;
      failAll(updates, e);
    }
  }

  private void failAll(List<CounterUpdate<?>> updates, RuntimeException failure) {
    List.copyOf(updates).forEach(update -> update.fail(failure));
    proceed();
  }

  /** Nothing was applied: the changes are due again, before those that came later. */
  private void again(Write refused, @Nullable CounterValue value) {
    refused.withdraw();
    queue.addAll(0, refused.updates);
    known = value;
    proceed();
  }

  private void settle(Write applied, @Nullable CounterValue value) {
    known = value;
    applied.settlements.forEach(Runnable::run);
    proceed();
  }

  private void verify(LiveSession current, Write idle) {
    current.on(
        CounterValue.readFresh(current.reads(), path),
        (value, failure) -> {
          if (value != null && value.sameNodeState(idle.before)) {
            settle(idle, value);
          } else {
            again(idle, value);
          }
        });
  }

  private void send(LiveSession current, Write next) {
    discardWhenIdle(current);
    if (!next.expose()) {
      again(next, next.before);
      return;
    }
    next.sent = true;
    current.on(
        current.multi(List.of(markOperation(next), valueOperation(next))),
        (results, failure) -> replied(next, results, failure));
    current.on(
        CounterValue.read(current.reads(), path), (value, failure) -> readBehind(next, value));
  }

  private Op markOperation(Write next) {
    byte[] number = Layout.encode(Long.toString(next.number));
    return markExists
        ? new Op.SetData(mark, number, ZnodeSession.ANY)
        : new Op.Create(mark, number, NodeKind.EPHEMERAL);
  }

  private Op valueOperation(Write next) {
    byte[] value = CounterValue.encode(Objects.requireNonNull(next.after));
    return next.before.isAbsent()
        ? new Op.Create(path, value, NodeKind.PERSISTENT)
        : new Op.SetData(path, value, next.before.version());
  }

  private void replied(
      Write sent, @Nullable List<OpResult> results, @Nullable ZnodeException failure) {
    if (sent != write) {
      return; // the session ended in between
    }
    if (results != null) {
      markExists = true;
      settle(sent, written(sent, results.get(1)));
    } else if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      sent.unresolved = true; // resumed() or ended() decides
    } else if (failure != null && ZnodeFailures.isCommitted(failure)) {
      sent.refused = failure; // the read behind says by what
    } else if (failure != null) {
      sent.withdraw();
      known = null;
      failAll(sent.updates, ZnodeFailures.toApi(failure, path));
    }
  }

  /** {@return the state that a write made, or null if its reply does not tell the whole of it} */
  private static @Nullable CounterValue written(Write applied, OpResult result) {
    NodeStat stat = result.stat();
    return stat == null
        ? null
        : new CounterValue(applied.after, stat.version(), stat.czxid(), null);
  }

  private void readBehind(Write sent, @Nullable CounterValue value) {
    ZnodeException refused = sent.refused;
    if (sent != write || refused == null) {
      return;
    }
    ZnodeException reason = parentsRefused;
    parentsRefused = null; // the next write tries again
    if (refused.code() == Code.NO_NODE && reason != null) {
      sent.withdraw();
      failAll(sent.updates, ZnodeFailures.toApi(reason, path));
    } else {
      prepare(sent, refused);
      again(sent, value);
    }
  }

  /** Provides what a refused write lacked; a value that changed meanwhile needs nothing. */
  private void prepare(Write sent, ZnodeException refused) {
    boolean aboutMark = refused.index() == 0;
    if (refused.code() == Code.NO_NODE && (aboutMark ? !markExists : sent.before.isAbsent())) {
      Objects.requireNonNull(session)
          .createParents(aboutMark ? mark : path, refusal -> parentsRefused = refusal);
    } else if (aboutMark) {
      markExists = refused.code() == Code.NODE_EXISTS;
    }
  }

  private void resolve(Write unknown) {
    LiveSession current = Objects.requireNonNull(session);
    var unused = current.reads().sync(mark);
    current.on(
        current.reads().getData(mark, null),
        (data, failure) -> {
          if (unknown == write) {
            resolved(unknown, data, failure);
          }
        });
  }

  private void resolved(Write unknown, @Nullable NodeData data, @Nullable ZnodeException failure) {
    if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      return; // asked again after the next reconnection
    }
    if (failure != null && failure.code() != Code.NO_NODE) {
      unknown.updates.forEach(CounterUpdate::failUnknown);
      proceed();
      return;
    }
    markExists = data != null;
    if (data != null && Layout.decode(data.data()).equals(Long.toString(unknown.number))) {
      settle(unknown, null);
    } else {
      again(unknown, null);
    }
  }
}
