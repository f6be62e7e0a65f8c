package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * All changes that one client makes to the counter at one path, one write at a time.
 *
 * The value and version seen last are kept. Changes that arrive while a write is under way are
 * combined: the next write evaluates them one after the other on the value kept, and sends
 *
 *   [multi(set MARK to the write's number, check EPOCH, set PATH to the result at the version kept),
 *    get PATH]
 *
 * so a write takes one round trip. If the version was another one nothing was applied, and the read
 * behind it has brought the value that won: evaluated anew, one round trip more. Results are given
 * out only when the write that makes them true is acknowledged. How a write is sent, and how one finds
 * out what became of it: see CounterSender.
 *
 * Epoch: the version of PATH-__marks__, the node above the marks. Who raises it makes every other
 * writer look again before it writes. It is raised by whoever makes the node at PATH, whose versions
 * then begin again; and by the first in line:
 *
 * Line: who has lost two races takes a place among the contenders below PATH-__marks__, which are
 * those of a lock. The first in line raises the epoch, reads, and so wins against everybody who
 * keeps to the line; its place goes in the same transaction as its write. Everybody else has to look
 * again, sees that somebody stands in line, and writes in turn as well, until the line is empty.
 *
 * Idle: the mark goes with the first heartbeat's time in which nobody writes, and the writer too, so
 * that a client does not grow with the number of paths that it ever counted at.
 *
 * Changes that do not change anything (an overflow, a failed comparison) are decided by a read behind
 * a sync that was sent after their calls.
 *
 * Everything here runs on the engine's loop.
 */
final class CounterWriter implements LiveSession.Participant, CounterSender.Outcome {

  private final EngineClient engine;
  private final String path;
  private final CounterLine line;
  private final CounterSender sender;
  private final List<CounterUpdate<?>> queue = new ArrayList<>();
  private @Nullable LiveSession session;
  private @Nullable CounterView known;
  private @Nullable CounterWrite write;
  private boolean busy;
  private boolean waiting;
  private boolean idling;
  private long lastNumber;

  CounterWriter(EngineClient engine, String path) {
    this.engine = engine;
    this.path = path;
    this.line = new CounterLine(engine, path, this::lineChanged);
    this.sender = new CounterSender(engine, path, line, this);
  }

  String path() {
    return path;
  }

  void submit(CounterUpdate<?> update) {
    queue.add(update);
    if (!busy) {
      awaitConnection();
    }
  }

  @Override
  public void resumed() {
    sender.resumed();
  }

  @Override
  public void ended() {
    session = null;
    known = null;
    line.ended();
    sender.ended();
    CounterWrite over = write;
    write = null;
    if (over != null && over.sent) {
      over.failUnknown();
      proceed();
    } else if (over != null) {
      again(over, null);
    } else if (waiting) {
      proceed();
    }
  }

  /** Removes the mark; another write makes another one, and pays nothing for it. */
  void discard() {
    sender.discard();
    line.leave();
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
              known = null;
              discard(); // also a mark made in a later session than this interval began in
              retire();
            }
          });
    }
  }

  /** Begins the next write, if anything is left to do. */
  private void proceed() {
    write = null;
    waiting = false;
    queue.removeIf(CounterUpdate::isSettled);
    if (queue.isEmpty()) {
      rest();
    } else {
      awaitConnection();
    }
  }

  private void awaitConnection() {
    busy = true;
    engine.whenConnected(this::next, this::isGivenUp);
  }

  /** Tells whether nobody waits for the link any more; then the next change begins anew. */
  private boolean isGivenUp() {
    queue.removeIf(CounterUpdate::isSettled);
    if (queue.isEmpty()) {
      rest();
    }
    return queue.isEmpty();
  }

  private void rest() {
    busy = false;
    line.leave();
    if (!idling) {
      retire();
    }
  }

  private void lineChanged() {
    if (waiting) {
      proceed();
    }
  }

  private void retire() {
    engine.retire(this);
    if (session != null) {
      session.leave(this);
      session = null;
    }
  }

  private void next(LiveSession current) {
    if (session != current) {
      session = current;
      current.join(this);
      sender.begin(current);
      known = null;
    }
    if (line.isRestless()) {
      known = null;
    }
    CounterView seen = known;
    if (line.mustRaise()) {
      raise(current);
    } else if (seen == null) {
      ZnodeSession reads = current.reads();
      look(current, FreshRead.send(reads, path, () -> view(reads)));
    } else {
      begin(current, seen);
    }
  }

  /** Raises the epoch and reads what it begins with: from here on all others have to look. */
  private void raise(LiveSession current) {
    Op raise = new Op.SetData(Layout.marks(path), Layout.NO_DATA, ZnodeSession.ANY);
    current.on(current.multi(List.of(raise)), (results, failure) -> {}); // the read behind tells
    look(current, view(current.reads()));
  }

  private CompletableFuture<CounterView> view(ZnodeSession reads) {
    return CounterView.read(reads, engine.layout(), path, line.ownName());
  }

  private void look(LiveSession current, CompletableFuture<CounterView> reading) {
    current.on(reading, (view, failure) -> looked(current, view, failure));
  }

  private void looked(
      LiveSession current, @Nullable CounterView view, @Nullable ZnodeException failure) {
    if (current != session) {
      proceed(); // the session ended in between
    } else if (view != null) {
      looked(current, view);
    } else if (failure != null && !ZnodeFailures.isInterrupted(failure)) {
      failAll(queue, ZnodeFailures.toApi(failure, path));
    } else {
      line.raiseAgain();
      known = null;
      proceed();
    }
  }

  private void looked(LiveSession current, CounterView view) {
    known = view;
    if (line.isRestless() && !line.isMyTurn(current, view)) {
      waiting = true;
    } else {
      proceed();
    }
  }

  // Writing

  private void begin(LiveSession current, CounterView seen) {
    discardWhenIdle(current);
    queue.removeIf(CounterUpdate::isSettled);
    List<CounterUpdate<?>> updates = List.copyOf(queue);
    queue.clear();
    try {
      CounterWrite next = new CounterWrite(updates, seen, path, ++lastNumber);
      write = next;
      if (next.changesNothing()) {
        verify(current, next);
      } else if (line.isMyTurn(current, seen)) {
        sender.send(next);
      } else {
        await(next);
      }
    } catch (MalformedDataException e) {
      known = null;
      failAll(updates, e);
    }
  }

  /** Leaves the changes until it is this writer's turn, and others may have joined them. */
  private void await(CounterWrite later) {
    queue.addAll(0, later.updates());
    write = null;
    waiting = true;
  }

  private void failAll(List<CounterUpdate<?>> updates, RuntimeException failure) {
    List.copyOf(updates).forEach(update -> update.fail(failure));
    proceed();
  }

  /** The changes are due again, before those that came later. */
  @Override
  public void again(CounterWrite refused, @Nullable CounterView view) {
    refused.withdraw();
    queue.addAll(0, refused.updates());
    known = view;
    proceed();
  }

  @Override
  public void applied(CounterWrite applied, @Nullable CounterView view) {
    known = view;
    line.written(applied.isDeparting());
    applied.settle();
    proceed();
  }

  @Override
  public void failed(CounterWrite refused, RuntimeException failure) {
    refused.withdraw();
    known = null;
    failAll(refused.updates(), failure);
  }

  @Override
  public void unknown(CounterWrite lost) {
    known = null;
    lost.failUnknown();
    proceed();
  }

  /** Makes sure that what was evaluated is true of a state that is not older than the calls. */
  private void verify(LiveSession current, CounterWrite idle) {
    current.on(
        CounterValue.readFresh(current.reads(), path),
        (value, failure) -> {
          if (idle != write) {
            return; // the session ended in between
          }
          if (value == null) {
            again(idle, null);
          } else {
            verified(idle, idle.before().with(value));
          }
        });
  }

  private void verified(CounterWrite idle, CounterView fresh) {
    try {
      CounterWrite same = new CounterWrite(idle.updates(), fresh, path, idle.number());
      if (same.changesNothing()) {
        known = fresh;
        same.settle();
        proceed();
      } else {
        again(idle, fresh);
      }
    } catch (MalformedDataException e) {
      known = null;
      failAll(idle.updates(), e);
    }
  }
}
