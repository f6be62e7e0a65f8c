package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.support.BarrierWait;
import dev.coordination.zookeeper.engine.BarrierRoll.Waiter;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Created;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * One participant of a double barrier while it enters, over as many sessions as it takes. Who enters has a
 * node below PATH; PATH/ready marks that a generation has been let in, and is taken away by the first of it
 * to leave. PATH's data records which nodes were let in last; the record is kazoo's to ignore.
 *
 *   come     [create NODE, exists ready, list PATH, get PATH]; fewer than parties: wait for the marker
 *   let in   the one that completes a generation: multi(set PATH the record if in the version seen,
 *            check each NODE of the record, create ready)
 *            At that instant all of the record are there. It holds those who came first, if more have come.
 *   passed   the record holds our NODE. Who saw fewer than parties is in the next record while its node
 *            stands: all ahead of it were seen, and whoever lets in sees it. So the marker is enough for it.
 *   aside    A generation before is inside as long as one of its nodes is there: one that is recorded, or
 *            older than a marker without a record. Whoever finds that takes its node away, for kazoo's client
 *            waits in leave() for every node it finds, and comes again when they have gone.
 *   stale    A marker whose generation has gone lets nobody in:
 *            multi(check PATH in the version seen, check NODE, delete ready)
 *   back     Aside, or when the time is over: multi(check PATH in the version seen, delete NODE). Refused:
 *            somebody was let in since, and the record tells who. So nobody is let in who is going.
 *
 * kazoo's client makes the marker without a record, as soon as it counts enough nodes: then all pass whose
 * nodes are older than the marker. It may take it away again before anybody else looks. So a marker that was
 * made while our node stood, and since when nothing was recorded, was kazoo's and lets us in: the watch tells
 * of it, or the failure to make ours.
 *
 * Lost reply to the creation of NODE: [sync, exists NODE] tells. In another session we come anew, even if we
 * had been let in by then: for the others we have died inside.
 *
 * Everything here runs on the engine's loop, but for the methods of Visit.
 */
final class DoubleBarrierEntrance implements BarrierWait.Visit, LiveSession.Participant {

  private enum Stage {
    /** No link yet, or no session. */
    AWAY,
    COMING,
    /** The reply to the creation of the node was lost. */
    UNRESOLVED,
    /** Reading; our node stands, or we are aside. */
    LOOKING,
    WAITING,
    /** Letting in, taking a stale marker away, or taking ourselves back. */
    WRITING,
    OVER
  }

  private final EngineClient engine;
  private final String path;
  private final int parties;
  private final byte[] data;
  private final BarrierWait wait;
  private final Consumer<Seat> seats;
  private final PathWatch marker;
  private final PathWatch children;
  private Stage stage = Stage.AWAY;
  private @Nullable LiveSession session;

  /** Our node; null while we are aside. */
  private @Nullable String node;

  private long came;
  private @Nullable OwnNodeWatch ownNode;

  /** What the node has become when it was let in. */
  private @Nullable Seat seat;

  private @Nullable ZnodeException parentsRefused;

  /** More than enough have come: who leaves makes a difference. */
  private boolean crowded;

  /** Fewer than enough had come: the next marker is ours. */
  private boolean next;

  /** The last look found no marker. */
  private boolean unmarked;

  /** A marker was made since our node came: by kazoo, if nothing was recorded since. */
  private boolean marked;

  /** The version of the record that was seen last. */
  private int version;

  /** Which reading is the last: an earlier one says nothing any more. */
  private int readings;

  /** What was being read or written was lost with the link. */
  private boolean torn;

  private boolean givingUp;

  /**
   * Creates one that has not come.
   *
   * @param data of its node
   * @param wait is told the outcome
   * @param seats is given the seat when it is let in
   */
  DoubleBarrierEntrance(
      EngineClient engine,
      String path,
      int parties,
      byte[] data,
      BarrierWait wait,
      Consumer<Seat> seats) {
    this.engine = engine;
    this.path = path;
    this.parties = parties;
    this.data = data;
    this.wait = wait;
    this.seats = seats;
    this.marker = new PathWatch(engine, Layout.ready(path), this::markerChanged);
    this.children = new PathWatch(engine, path, this::childrenChanged);
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
      takeBack(current);
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
    if (stage == Stage.AWAY) {
      session = current;
      current.join(this);
      come(current);
    }
  }

  @Override
  public void resumed() {
    LiveSession current = Objects.requireNonNull(session);
    if (stage == Stage.UNRESOLVED) {
      resolve(current);
    } else if (torn || stage == Stage.WAITING) {
      lookAgain(current); // a marker that came and went meanwhile is told to nobody
      setOwnNodeWatch();
    }
  }

  private void setOwnNodeWatch() {
    if (ownNode != null) {
      ownNode.set();
    }
  }

  @Override
  public void ended() {
    session = null;
    node = null;
    ownNode = null;
    marker.forget();
    children.forget();
    readings++;
    torn = false;
    if (givingUp) {
      refuse();
    } else {
      seek();
    }
  }

  // ---- coming

  private void come(LiveSession current) {
    stage = Stage.COMING;
    crowded = false;
    unmarked = false;
    marked = false;
    String mine = Layout.participant(path, engine.newId());
    current.janitor().expect(mine);
    current.on(
        current.create(mine, data, NodeKind.EPHEMERAL),
        (created, failure) -> {
          settled(current, mine, created, failure);
          current.janitor().expectNoMore(mine);
        });
    node = mine;
    look(current);
  }

  private void settled(
      LiveSession current,
      String mine,
      @Nullable Created created,
      @Nullable ZnodeException failure) {
    boolean wanted = stage == Stage.COMING && mine.equals(node) && current == session;
    if (created != null && wanted) {
      landed(current, mine, created.stat().czxid());
    } else if (created != null) {
      var unused = current.janitor().remove(mine);
    } else if (failure != null && failure.code() == Code.CONNECTION_LOSS) {
      lost(current, mine, wanted);
    } else if (failure != null && wanted) {
      notCreated(current, mine, failure);
    }
  }

  private void landed(LiveSession current, String mine, long czxid) {
    stage = Stage.LOOKING;
    came = czxid;
    OwnNodeWatch own = new OwnNodeWatch(current, mine, () -> ownNodeGone(current, mine));
    ownNode = own;
    own.set();
  }

  private void lost(LiveSession current, String mine, boolean wanted) {
    if (!wanted) {
      var unused = current.janitor().remove(mine);
      return;
    }
    stage = Stage.UNRESOLVED;
    if (givingUp) {
      refuse();
    }
  }

  private void notCreated(LiveSession current, String mine, ZnodeException failure) {
    if (failure.code() == Code.NO_NODE && parentsRefused == null) {
      current.createParents(mine, refusal -> parentsRefused = refusal);
      come(current);
    } else if (failure.code() != Code.SESSION_EXPIRED) { // of that ended() tells
      fail(parentsRefused != null ? parentsRefused : failure);
    }
  }

  private void resolve(LiveSession current) {
    String mine = Objects.requireNonNull(node);
    int number = ++readings;
    ZnodeSession reads = current.reads();
    current.on(
        FreshRead.send(reads, path, () -> reads.exists(mine, null)),
        (stat, failure) -> {
          if (stage != Stage.UNRESOLVED || !isCurrent(current, number)) {
            return;
          }
          if (stat != null && stat.isPresent()) {
            landed(current, mine, stat.get().czxid());
            look(current);
          } else if (stat != null) {
            come(current);
          } else if (failure != null && !ZnodeFailures.isInterrupted(failure)) {
            fail(failure);
          } // otherwise asked again after the next reconnection
        });
  }

  private void ownNodeGone(LiveSession current, String mine) {
    if (seat != null) {
      seat.ended();
    } else if (current == session && mine.equals(node) && stage != Stage.WRITING) {
      come(current); // what is being written fails for the same reason, or has removed it
    }
  }

  // ---- looking

  private void lookAgain(LiveSession current) {
    stage = Stage.LOOKING;
    look(current);
  }

  private void look(LiveSession current) {
    torn = false;
    noticeMarker();
    int number = ++readings;
    ZnodeSession reads = current.reads();
    boolean follows = node == null || crowded;
    current.on(
        DoubleBarrierSight.look(
            reads,
            path,
            reads.exists(Layout.ready(path), marker.renew(reads)),
            follows ? children.renew(reads) : null),
        reading(current, number, sight -> seen(current, sight)));
  }

  private <T> BiConsumer<@Nullable T, @Nullable ZnodeException> reading(
      LiveSession current, int number, Consumer<T> next) {
    return (value, failure) -> {
      if (stage == Stage.LOOKING && isCurrent(current, number)) {
        if (value != null) {
          next.accept(value);
        } else {
          interrupted(current, failure);
        }
      }
    };
  }

  private boolean isCurrent(LiveSession current, int number) {
    return current == session && number == readings && stage != Stage.OVER;
  }

  private void markerChanged() {
    if (stage == Stage.WAITING && session != null) {
      if (next) {
        passUnread(session);
      } else {
        lookAgain(session);
      }
    }
  }

  /** Notices, while our node stands, that a marker was made since a look that found none. */
  private void noticeMarker() {
    marked |= node != null && unmarked && !marker.isSet();
  }

  private void childrenChanged() {
    if (stage == Stage.WAITING && session != null) {
      lookAgain(session);
    }
  }

  private void interrupted(LiveSession current, @Nullable ZnodeException failure) {
    if (failure != null && failure.code() == Code.NO_NODE) {
      come(current); // somebody has removed the whole barrier
    } else if (failure == null || !ZnodeFailures.isInterrupted(failure)) {
      fail(failure == null ? new ZnodeException(Code.OTHER, path, 0, null) : failure);
    } else if (givingUp) {
      refuse();
    } else if (current.isConnected()) {
      lookAgain(current);
    } else {
      torn = true;
    }
  }

  private void seen(LiveSession current, Optional<DoubleBarrierSight> found) {
    if (found.isEmpty()) {
      wait.fail(
          new MalformedDataException(
              "the data of %s is no record of a double barrier".formatted(path)));
      end();
      return;
    }
    DoubleBarrierSight sight = found.get();
    version = sight.version();
    if (node != null && !sight.names().contains(Layout.name(node))) {
      node = null; // taken away, by ourselves before a reply was lost, or by somebody else
      ownNode = null;
    }
    unmarked = sight.ready().isEmpty();
    noticeMarker();
    if (node != null && isLetIn(sight, Layout.name(node))) {
      pass(current).letIn(sight.admitted(Layout.name(node)));
    } else {
      List<String> doubtful = sight.doubtful(node == null ? "" : Layout.name(node));
      withAges(current, doubtful, ages -> judge(current, sight, ages));
    }
  }

  private boolean isLetIn(DoubleBarrierSight sight, String name) {
    return sight.admits(name, came) || (marked && sight.isRecordBefore(came));
  }

  /** Reads when those came, which is not asked if there are none. */
  private void withAges(LiveSession current, List<String> names, Consumer<List<Waiter>> next) {
    if (names.isEmpty()) {
      next.accept(List.of());
    } else {
      current.on(BarrierRoll.read(current.reads(), path, names), reading(current, readings, next));
    }
  }

  private void judge(LiveSession current, DoubleBarrierSight sight, List<Waiter> doubtful) {
    if (doubtful.stream().anyMatch(one -> sight.isBefore(one.czxid()))) {
      standAside(current);
    } else if (node == null) {
      comeAgain(current);
    } else if (sight.ready().isPresent()) {
      takeMarkerAway(current);
    } else if (sight.names().size() < parties) {
      waitIn(current, true);
    } else if (sight.names().size() == parties) {
      letIn(current, sight.names());
    } else {
      withAges(current, sight.names(), ages -> choose(current, ages));
    }
  }

  private void comeAgain(LiveSession current) {
    if (givingUp) {
      refuse();
    } else {
      come(current);
    }
  }

  /** More have come than can be let in: those who came first are. */
  private void choose(LiveSession current, List<Waiter> ages) {
    List<String> first =
        ages.stream()
            .sorted(Comparator.comparingLong(Waiter::czxid))
            .limit(parties)
            .map(Waiter::name)
            .toList();
    if (first.size() == parties && first.contains(Layout.name(Objects.requireNonNull(node)))) {
      letIn(current, first);
    } else {
      crowded = true; // somebody may have gone meanwhile: the list tells
      waitIn(current, false);
    }
  }

  private void waitIn(LiveSession current, boolean nextIsOurs) {
    next = nextIsOurs;
    if (givingUp) {
      takeBack(current);
    } else {
      waitOn(current);
    }
  }

  private void standAside(LiveSession current) {
    if (givingUp || node != null) {
      takeBack(current);
    } else {
      next = false;
      waitOn(current);
    }
  }

  private void waitOn(LiveSession current) {
    boolean follows = node == null || crowded;
    if (marker.isSet() && (!follows || children.isSet())) {
      stage = Stage.WAITING;
    } else {
      lookAgain(current); // something has happened meanwhile, or there is more to watch
    }
  }

  // ---- writing

  private void letIn(LiveSession current, List<String> names) {
    List<Op> operations = new ArrayList<>();
    operations.add(new Op.SetData(path, Layout.encodeRecord(names), version));
    names.forEach(
        name -> operations.add(new Op.Check(Layout.participant(path, name), ZnodeSession.ANY)));
    operations.add(new Op.Create(Layout.ready(path), Layout.NO_DATA, NodeKind.PERSISTENT));
    write(current, operations, () -> pass(current));
  }

  private void takeMarkerAway(LiveSession current) {
    write(
        current,
        List.of(
            new Op.Check(path, version),
            new Op.Check(Objects.requireNonNull(node), ZnodeSession.ANY),
            new Op.Delete(Layout.ready(path), ZnodeSession.ANY)),
        () -> lookAgain(current));
  }

  /** Takes our node away, unless we have been let in since we looked; then we look again. */
  private void takeBack(LiveSession current) {
    if (node == null) {
      takenBack(current);
    } else {
      write(
          current,
          List.of(new Op.Check(path, version), new Op.Delete(node, ZnodeSession.ANY)),
          () -> takenBack(current));
    }
  }

  private void takenBack(LiveSession current) {
    node = null;
    ownNode = null;
    if (givingUp) {
      refuse();
    } else {
      lookAgain(current);
    }
  }

  private void write(LiveSession current, List<Op> operations, Runnable done) {
    stage = Stage.WRITING;
    int number = ++readings;
    current.on(
        current.multi(operations),
        (results, failure) -> {
          if (stage == Stage.WRITING && isCurrent(current, number)) {
            written(current, done, results, failure);
          }
        });
  }

  private void written(
      LiveSession current,
      Runnable done,
      @Nullable List<OpResult> results,
      @Nullable ZnodeException failure) {
    if (results != null) {
      done.run();
    } else if (failure != null && isOvertaken(failure)) {
      marked |= failure.code() == Code.NODE_EXISTS;
      lookAgain(current);
    } else if (failure != null && failure.code() == Code.NOT_EMPTY) {
      wait.fail(
          new MalformedDataException(
              Layout.ready(path) + " has nodes below it and marks no double barrier", failure));
      end();
    } else {
      stage = Stage.LOOKING;
      interrupted(current, failure);
    }
  }

  /** Somebody has come, left or let in since we looked. */
  private static boolean isOvertaken(ZnodeException failure) {
    return switch (failure.code()) {
      case NO_NODE, NODE_EXISTS, BAD_VERSION -> true;
      default -> false;
    };
  }

  // ---- the outcome

  /**
   * We need not look to be in, but when that was will tell whom to wait for if nothing is recorded.
   */
  private void passUnread(LiveSession current) {
    Seat taken = pass(current);
    current.on(
        current.reads().exists(Layout.ready(path), null),
        (stat, failure) -> {
          if (stat != null && stat.isPresent()) {
            taken.letIn(stat.get().czxid());
          }
        });
  }

  private Seat pass(LiveSession current) {
    stage = Stage.OVER;
    Seat taken =
        new Seat(
            current,
            Layout.ready(path),
            Objects.requireNonNull(node),
            Objects.requireNonNull(ownNode));
    seat = taken;
    seats.accept(taken);
    leaveSession();
    wait.pass();
    if (!wait.hasPassed()) {
      var unused = taken.leave(); // the client was closed meanwhile
    }
    return taken;
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
    LiveSession current = session;
    if (stage != Stage.OVER) {
      stage = Stage.OVER;
      if (current != null && node != null) {
        var unused = current.janitor().remove(node);
      }
      leaveSession();
    }
  }

  private void leaveSession() {
    LiveSession current = session;
    session = null;
    if (current != null) {
      marker.takeOff(current.reads());
      children.takeOff(current.reads());
      current.leave(this);
    }
  }
}
