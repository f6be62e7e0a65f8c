package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.support.BarrierWait;
import dev.coordination.zookeeper.engine.BarrierRoll.Sight;
import dev.coordination.zookeeper.engine.BarrierRoll.Waiter;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * One wait at a barrier with parties, over as many sessions as it takes. PATH is there while the barrier is
 * up; those who wait have their entries beside it, in WAITERS, whose data version grows with every arrival.
 * PATH itself is only created and deleted: a change of its data would take kazoo's watches.
 *
 *   arrive   [multi(check PATH, set WAITERS, create ENTRY), look at WAITERS, exists PATH, list WAITERS]
 *            with (create PATH) in place of the check if it is not there. So an entry lands only at a barrier
 *            that is up, and its czxid tells which: that of PATH is smaller, or the same.
 *   passed   PATH is not there, or is younger than our entry: it was deleted since we came.
 *   open     Whoever finds as many entries as parties, itself the last, looks at each: those older than PATH
 *            are of an earlier barrier, on their way out. If still enough count:
 *            multi(check WAITERS in the version seen, check ENTRY of each, delete PATH)
 *            So at that instant so many wait at this barrier. Refused: somebody came or left; look again.
 *   leave    Each deletes its own entry, and nobody else's: after a lost reply it tells that we had come.
 *            When the time is over: [delete ENTRY, exists PATH]. Once the entry has gone nobody can count us,
 *            so if PATH is still the same we were not counted; else we pass.
 *
 * Who comes last sees all the others, so one of those who wait at once always opens. If it dies before, it
 * waits no more, and the next to come opens.
 *
 * Lost reply to an arrival: [sync, list WAITERS] shows the entry by its ID, or it has not landed; if the session
 * ended as well nobody can tell whether it was counted. A session that ended later: in the next one PATH tells
 * whether the barrier has opened since we came; else we come anew.
 *
 * Everything here runs on the engine's loop, but for the methods of Visit.
 */
final class PartyWait implements BarrierWait.Visit, LiveSession.Participant {

  private enum Stage {
    /** No link yet, or no session. */
    AWAY,
    ARRIVING,
    /** The reply to the arrival was lost. */
    UNRESOLVED,
    /** Reading; our entry stands. */
    LOOKING,
    WAITING,
    OPENING,
    LEAVING,
    OVER
  }

  private final EngineClient engine;
  private final String path;
  private final int parties;
  private final byte[] data;
  private final BarrierWait wait;
  private final PathWatch watch;
  private Stage stage = Stage.AWAY;
  private @Nullable LiveSession session;
  private String id = "";
  private @Nullable String entry;

  /**
   * The czxid of the first entry, also when it has gone: the barrier that opens after it is ours.
   */
  private long came;

  private @Nullable OwnNodeWatch ownNode;
  private @Nullable ZnodeException parentsRefused;

  /** Which reading is the last: an earlier one says nothing any more. */
  private int readings;

  /** What is being read was lost with the link. */
  private boolean torn;

  private boolean givingUp;

  PartyWait(EngineClient engine, String path, int parties, String identifier, BarrierWait wait) {
    this.engine = engine;
    this.path = path;
    this.parties = parties;
    this.data = Layout.encode(identifier);
    this.wait = wait;
    this.watch = new PathWatch(engine, path, this::changed);
  }

  @Override
  public void begin() {
    engine.run(this::seek);
  }

  @Override
  public void giveUp() {
    engine.run(this::timeIsOver);
  }

  private void timeIsOver() {
    LiveSession current = session;
    givingUp = true;
    if (current == null || !current.isConnected()) {
      refuse();
    } else if (stage == Stage.WAITING) {
      leaveUncounted(current);
    } // else as soon as what is under way is known
  }

  @Override
  public void withdraw() {
    engine.run(this::end);
  }

  // ---- sessions

  private void seek() {
    if (stage != Stage.OVER) {
      stage = Stage.AWAY;
      engine.whenConnected(this::enter, () -> stage == Stage.OVER);
    }
  }

  private void enter(LiveSession current) {
    if (stage != Stage.AWAY) {
      return;
    }
    session = current;
    current.join(this);
    if (came == 0) {
      arrive(current, false);
    } else {
      comeAgain(current);
    }
  }

  /**
   * Our entry has gone, and not by our doing: the barrier has opened since it came, or we come
   * anew.
   */
  private void comeAgain(LiveSession current) {
    stage = Stage.LOOKING;
    entry = null;
    int number = ++readings;
    ZnodeSession reads = current.reads();
    watch.takeOff(reads);
    current.on(
        FreshRead.send(reads, path, () -> reads.exists(path, null)),
        (stat, failure) -> {
          if (isCurrent(current, number)) {
            if (stat == null) {
              interrupted(current, failure);
            } else if (hasOpened(stat)) {
              pass();
            } else {
              arrive(current, false);
            }
          }
        });
  }

  @Override
  public void resumed() {
    LiveSession current = Objects.requireNonNull(session);
    if (stage == Stage.UNRESOLVED) {
      resolve(current);
    } else if (torn) {
      readAgain(current);
    } else if (ownNode != null) {
      ownNode.set();
    }
  }

  @Override
  public void ended() {
    boolean unknown = stage == Stage.ARRIVING || stage == Stage.UNRESOLVED;
    session = null;
    entry = null;
    watch.forget();
    ownNode = null;
    readings++;
    torn = false;
    if (givingUp) {
      refuse();
    } else if (unknown) {
      wait.fail(
          new OutcomeUnknownException(
              "nobody can tell whether a wait at %s was counted".formatted(path)));
      end();
    } else {
      seek();
    }
  }

  // ---- arriving

  private void arrive(LiveSession current, boolean raising) {
    stage = Stage.ARRIVING;
    id = engine.newId();
    String mine = id;
    current.janitor().expect(mine);
    current.on(
        current.multi(arrival(raising)),
        (results, failure) -> arrived(current, mine, raising, results, failure));
    look(current);
  }

  private List<Op> arrival(boolean raising) {
    String waiters = Layout.waiters(path);
    return List.of(
        raising
            ? new Op.Create(path, Layout.NO_DATA, NodeKind.PERSISTENT)
            : new Op.Check(path, ZnodeSession.ANY),
        new Op.SetData(waiters, Layout.NO_DATA, ZnodeSession.ANY),
        new Op.Create(Layout.waiter(path, id), data, NodeKind.EPHEMERAL_SEQUENTIAL));
  }

  private void arrived(
      LiveSession current,
      String mine,
      boolean raising,
      @Nullable List<OpResult> results,
      @Nullable ZnodeException failure) {
    boolean wanted = stage == Stage.ARRIVING && mine.equals(id) && current == session;
    if (results != null) {
      String node = results.get(2).path();
      if (wanted) {
        landed(current, node, Objects.requireNonNull(results.get(1).stat()).mzxid());
      } else {
        var unused = current.janitor().remove(node);
      }
    } else if (failure != null && failure.code() == Code.CONNECTION_LOSS) {
      lost(current, mine, wanted);
    } else if (failure != null && wanted) {
      notArrived(current, raising, failure);
    }
    current.janitor().expectNoMore(mine);
  }

  private void landed(LiveSession current, String node, long czxid) {
    stage = Stage.LOOKING;
    entry = node;
    came = came == 0 ? czxid : came;
    OwnNodeWatch own = new OwnNodeWatch(current, node, () -> ownNodeGone(current, node));
    ownNode = own;
    own.set();
  }

  private void lost(LiveSession current, String mine, boolean wanted) {
    if (!wanted) {
      current.janitor().removeUnknown(Layout.waiters(path), mine);
      return;
    }
    stage = Stage.UNRESOLVED;
    if (givingUp) {
      refuse();
    }
  }

  private void notArrived(LiveSession current, boolean raising, ZnodeException failure) {
    boolean absent = failure.code() == Code.NO_NODE;
    if (parentsRefused != null) {
      fail(parentsRefused);
    } else if (failure.index() == 0 && absent && !raising) {
      raise(current);
    } else if (failure.index() == 0 && failure.code() == Code.NODE_EXISTS) {
      arrive(current, false);
    } else if (absent) {
      String below = failure.index() == 0 ? path : Layout.waiter(path, id);
      current.createParents(below, refusal -> parentsRefused = refusal);
      arrive(current, raising);
    } else if (failure.code() != Code.SESSION_EXPIRED) {
      fail(failure); // of the end of the session ended() tells
    }
  }

  /** The barrier is not up: it has opened if we had come before, in a session that has ended. */
  private void raise(LiveSession current) {
    if (came == 0) {
      arrive(current, true);
    } else {
      pass();
    }
  }

  private void resolve(LiveSession current) {
    String mine = id;
    int number = ++readings;
    current.on(
        BarrierRoll.find(current.reads(), path, mine),
        (found, failure) -> {
          if (stage != Stage.UNRESOLVED || !isCurrent(current, number)) {
            return;
          }
          if (found != null && found.isPresent()) {
            landed(current, Layout.waiters(path) + "/" + found.get().name(), found.get().czxid());
            look(current);
          } else if (found != null) {
            arrive(current, false);
          } else if (failure != null && !ZnodeFailures.isInterrupted(failure)) {
            fail(failure);
          } // otherwise asked again after the next reconnection
        });
  }

  private void ownNodeGone(LiveSession current, String node) {
    if (current == session && node.equals(entry) && stage != Stage.LEAVING) {
      comeAgain(current);
    }
  }

  // ---- looking

  private void lookAgain(LiveSession current) {
    stage = Stage.LOOKING;
    look(current);
  }

  private void look(LiveSession current) {
    torn = false;
    int number = ++readings;
    ZnodeSession reads = current.reads();
    current.on(
        BarrierRoll.look(reads, path, watch.renew(reads)),
        (sight, failure) -> {
          if (stage == Stage.LOOKING && isCurrent(current, number)) {
            if (sight == null) {
              interrupted(current, failure);
            } else {
              seen(current, sight);
            }
          }
        });
  }

  private boolean isCurrent(LiveSession current, int number) {
    return current == session && number == readings && stage != Stage.OVER;
  }

  private void changed() {
    if (stage == Stage.WAITING && session != null) {
      lookAgain(session);
    }
  }

  private void interrupted(LiveSession current, @Nullable ZnodeException failure) {
    if (failure == null || !ZnodeFailures.isInterrupted(failure)) {
      fail(failure == null ? new ZnodeException(Code.OTHER, path, 0, null) : failure);
    } else if (givingUp) {
      refuse();
    } else if (current.isConnected()) {
      readAgain(current);
    } else {
      torn = true;
    }
  }

  private void readAgain(LiveSession current) {
    torn = false;
    if (entry == null) {
      comeAgain(current);
    } else {
      lookAgain(current);
    }
  }

  private void seen(LiveSession current, Sight sight) {
    if (hasOpened(sight.barrier())) {
      pass();
    } else if (sight.waiters().size() < parties) {
      waitOn(current);
    } else {
      count(current, sight, sight.barrier().orElseThrow().czxid());
    }
  }

  private boolean hasOpened(Optional<NodeStat> barrier) {
    return barrier.isEmpty() || barrier.get().czxid() > came;
  }

  private void waitOn(LiveSession current) {
    if (givingUp) {
      leaveUncounted(current);
    } else if (!watch.isSet()) {
      lookAgain(current); // it fired meanwhile
    } else {
      stage = Stage.WAITING;
    }
  }

  // ---- opening

  private void count(LiveSession current, Sight sight, long barrier) {
    int number = readings;
    current.on(
        BarrierRoll.read(current.reads(), Layout.waiters(path), sight.waiters()),
        (waiters, failure) -> {
          if (stage == Stage.LOOKING && isCurrent(current, number)) {
            if (waiters == null) {
              interrupted(current, failure);
            } else {
              counted(current, sight, waiters.stream().filter(w -> w.czxid() >= barrier).toList());
            }
          }
        });
  }

  private void counted(LiveSession current, Sight sight, List<Waiter> waiters) {
    if (waiters.size() < parties) {
      waitOn(current);
      return;
    }
    stage = Stage.OPENING;
    List<Op> operations = new ArrayList<>();
    operations.add(new Op.Check(Layout.waiters(path), sight.version()));
    operations.add(new Op.Check(Objects.requireNonNull(entry), ZnodeSession.ANY));
    waiters.stream()
        .map(waiter -> Layout.waiters(path) + "/" + waiter.name())
        .filter(node -> !node.equals(entry))
        .limit(parties - 1L)
        .forEach(node -> operations.add(new Op.Check(node, ZnodeSession.ANY)));
    operations.add(new Op.Delete(path, ZnodeSession.ANY));
    current.on(
        current.multi(operations),
        (results, failure) -> {
          if (stage == Stage.OPENING && current == session) {
            opened(current, failure);
          }
        });
  }

  private void opened(LiveSession current, @Nullable ZnodeException failure) {
    if (failure == null) {
      pass();
    } else if (failure.code() == Code.NO_NODE || failure.code() == Code.BAD_VERSION) {
      lookAgain(current);
    } else if (failure.code() == Code.NOT_EMPTY) {
      wait.fail(
          new MalformedDataException(path + " has nodes below it and is no barrier", failure));
      end();
    } else if (failure.code() != Code.SESSION_EXPIRED) {
      stage = Stage.LOOKING;
      interrupted(current, failure);
    }
  }

  // ---- leaving

  /** The time is over, and we are not known to have been counted. */
  private void leaveUncounted(LiveSession current) {
    stage = Stage.LEAVING;
    watch.takeOff(current.reads());
    var unused = current.janitor().remove(Objects.requireNonNull(entry));
    current.on(
        current.reads().exists(path, null),
        (stat, failure) -> {
          if (stage == Stage.LEAVING && current == session) {
            if (stat != null && hasOpened(stat)) {
              pass();
            } else {
              refuse();
            }
          }
        });
  }

  private void pass() {
    wait.pass();
    end();
  }

  private void refuse() {
    wait.refuse();
    end();
  }

  private void fail(ZnodeException failure) {
    wait.fail(ZnodeFailures.toApi(failure, path));
    end();
  }

  private void end() {
    Stage before = stage;
    stage = Stage.OVER;
    LiveSession current = session;
    session = null;
    if (current != null) {
      watch.takeOff(current.reads());
      current.leave(this);
      if (before == Stage.UNRESOLVED) {
        current.janitor().removeUnknown(Layout.waiters(path), id);
      } else if (entry != null && before != Stage.OVER) {
        var unused = current.janitor().remove(entry);
      }
    }
  }
}
