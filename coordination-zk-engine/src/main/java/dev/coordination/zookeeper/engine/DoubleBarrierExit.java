package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.support.BarrierWait;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/*
 * One participant of a double barrier while it leaves, in kazoo's order: the lowest stays until the others
 * have gone, and they wait for the lowest; so everybody watches one node at a time.
 *
 *   first    [exists ready, multi(check NODE, delete ready), list PATH, get PATH]
 *   then     look at one after the other, the lower ones first, until one is found of our generation:
 *            lower than ours   delete our NODE, wait until it goes, list again
 *            higher            the highest of them: wait until it goes, list again
 *            none              delete our NODE; all have left
 *
 * Of our generation are those whom the record names, if it holds our NODE, and who came before it; kazoo's
 * names are used again, so a name alone tells nothing. If kazoo's client let us in, it is all who came before
 * the marker, or, where that has been taken away, before now.
 *
 * After the lowest has gone the list tells whether the others have: it may have died.
 *
 * If the session ends before our NODE was deleted, the others have not waited for us, and that is told;
 * later the wait goes on in the next session, whose first list is taken behind a sync.
 *
 * Everything here runs on the engine's loop, but for the methods of Visit.
 */
final class DoubleBarrierExit implements BarrierWait.Visit, LiveSession.Participant {

  private enum Stage {
    /** Not begun, or between two sessions. */
    AWAY,
    LOOKING,
    WAITING,
    OVER
  }

  private final EngineClient engine;
  private final String path;
  private final Supplier<Seat> seats;
  private final BarrierWait wait;
  private Stage stage = Stage.AWAY;
  private @Nullable LiveSession session;
  private @Nullable Seat seat;

  /** Who is to be looked at, in this order. */
  private final Deque<String> candidates = new ArrayDeque<>();

  /** On the one that is looked at or waited for. */
  private @Nullable PathWatch watch;

  /** What was seen first: of whom our generation is, and when it was let in. */
  private @Nullable DoubleBarrierSight first;

  private boolean left;

  /** A list in this session was answered, so that no server that lags can mislead another. */
  private boolean fresh = true;

  private int readings;
  private boolean torn;
  private boolean givingUp;

  DoubleBarrierExit(EngineClient engine, String path, Supplier<Seat> seats, BarrierWait wait) {
    this.engine = engine;
    this.path = path;
    this.seats = seats;
    this.wait = wait;
  }

  @Override
  public void begin() {
    engine.run(
        () -> {
          Seat ours = seats.get();
          seat = ours;
          if (ours.isLost()) {
            lost();
          } else {
            session = ours.session();
            session.join(this);
            ours.whenLost(this::lostWhileWaiting);
            look(session);
          }
        });
  }

  @Override
  public void giveUp() {
    engine.run(
        () -> {
          givingUp = true;
          if (session == null || !session.isConnected() || stage == Stage.WAITING) {
            refuse();
          } // else as soon as what is under way is known
        });
  }

  @Override
  public void withdraw() {
    engine.run(this::end);
  }

  // ---- sessions

  @Override
  public void resumed() {
    if (torn && session != null) {
      look(session);
    }
  }

  @Override
  public void ended() {
    if (stage == Stage.OVER) {
      return;
    }
    session = null;
    forgetWatch();
    readings++;
    torn = false;
    stage = Stage.AWAY;
    if (!left) {
      lost();
    } else if (givingUp) {
      refuse();
    } else {
      engine.whenConnected(this::goOn, () -> stage == Stage.OVER);
    }
  }

  private void goOn(LiveSession current) {
    if (stage == Stage.AWAY) {
      session = current;
      current.join(this);
      fresh = false;
      list(current);
    }
  }

  // ---- looking

  private void look(LiveSession current) {
    if (first == null) {
      lookFirst(current);
    } else {
      list(current);
    }
  }

  private void lookFirst(LiveSession current) {
    int number = begin(Stage.LOOKING);
    Seat ours = Objects.requireNonNull(seat);
    ZnodeSession reads = current.reads();
    CompletableFuture<Optional<NodeStat>> marker = reads.exists(Layout.ready(path), null);
    current.on(
        ours.takeMarker(),
        (done, failure) -> {
          if (failure != null && isCurrent(current, number)) {
            markerStays(failure);
          }
        });
    current.on(
        DoubleBarrierSight.look(reads, path, marker, null),
        (found, failure) -> {
          if (isCurrent(current, number)) {
            if (found != null) {
              seen(current, found);
            } else {
              interrupted(current, failure);
            }
          }
        });
  }

  /** It has been taken away before, or must not be; that our node has gone is another matter. */
  private void markerStays(ZnodeException failure) {
    if (failure.index() == 0 && failure.code() == Code.NO_NODE) {
      lost();
    } else if (failure.code() != Code.NO_NODE && !ZnodeFailures.isInterrupted(failure)) {
      fail(failure);
    }
  }

  private void seen(LiveSession current, Optional<DoubleBarrierSight> found) {
    if (found.isEmpty()) {
      wait.fail(
          new MalformedDataException(
              "the data of %s is no record of a double barrier".formatted(path)));
      end();
    } else {
      first = found.get();
      order(current, first.names());
    }
  }

  private void list(LiveSession current) {
    int number = begin(Stage.LOOKING);
    ZnodeSession reads = current.reads();
    current.on(
        fresh
            ? reads.getChildren(path, null)
            : FreshRead.send(reads, path, () -> reads.getChildren(path, null)),
        (children, failure) -> {
          if (isCurrent(current, number)) {
            if (children != null) {
              fresh = true;
              order(current, Layout.participants(children.names()));
            } else {
              interrupted(current, failure);
            }
          }
        });
  }

  private int begin(Stage next) {
    stage = next;
    torn = false;
    return ++readings;
  }

  private boolean isCurrent(LiveSession current, int number) {
    return current == session && number == readings && stage != Stage.OVER;
  }

  private void interrupted(LiveSession current, @Nullable ZnodeException failure) {
    if (failure != null && failure.code() == Code.NO_NODE) {
      finish(); // the barrier has been removed, with everybody
    } else if (failure == null || !ZnodeFailures.isInterrupted(failure)) {
      fail(failure == null ? new ZnodeException(Code.OTHER, path, 0, null) : failure);
    } else if (givingUp) {
      refuse();
    } else if (current.isConnected()) {
      look(current);
    } else {
      torn = true;
    }
  }

  private void order(LiveSession current, List<String> names) {
    String own = Objects.requireNonNull(seat).name();
    candidates.clear();
    DoubleBarrierSight seen = Objects.requireNonNull(first);
    List<String> others =
        names.stream().filter(name -> !name.equals(own) && seen.mayBeTogether(own, name)).toList();
    others.stream().filter(name -> isLower(name, own)).forEach(candidates::add);
    others.stream()
        .filter(name -> !isLower(name, own))
        .sorted(Comparator.reverseOrder())
        .forEach(candidates::add);
    lookAtNext(current);
  }

  private static boolean isLower(String name, String own) {
    return name.compareTo(own) < 0;
  }

  private void lookAtNext(LiveSession current) {
    String name = candidates.poll();
    if (name == null) {
      finish();
      return;
    }
    int number = begin(Stage.LOOKING);
    String node = Layout.participant(path, name);
    takeWatchOff(current);
    PathWatch fresh = new PathWatch(engine, node, this::changed);
    watch = fresh;
    current.on(
        current.look(node, fresh.renew(current.reads())),
        (stat, failure) -> {
          if (isCurrent(current, number)) {
            if (stat == null) {
              interrupted(current, failure);
            } else if (stat.filter(this::isOfOurGeneration).isPresent()) {
              waitFor(current, name, fresh);
            } else {
              lookAtNext(current);
            }
          }
        });
  }

  private boolean isOfOurGeneration(NodeStat stat) {
    Seat ours = Objects.requireNonNull(seat);
    long letIn = Math.min(ours.letIn(), Objects.requireNonNull(first).admitted(ours.name()));
    return stat.ephemeralOwner() != 0 && stat.czxid() <= letIn;
  }

  private void waitFor(LiveSession current, String name, PathWatch watching) {
    Seat ours = Objects.requireNonNull(seat);
    if (isLower(name, ours.name())) {
      var unused = leave(ours);
    }
    if (givingUp) {
      refuse();
    } else if (watching.isSet()) {
      stage = Stage.WAITING;
    } else {
      look(current);
    }
  }

  private void changed() {
    if (stage == Stage.WAITING && session != null) {
      look(session);
    }
  }

  // ---- the outcome

  private CompletableFuture<@Nullable Void> leave(Seat ours) {
    left = true;
    return ours.leave();
  }

  private void finish() {
    stage = Stage.LOOKING;
    int number = ++readings;
    LiveSession current = Objects.requireNonNull(session);
    current.on(
        leave(Objects.requireNonNull(seat)),
        (done, failure) -> {
          if (isCurrent(current, number)) {
            wait.pass();
            end();
          }
        });
  }

  private void refuse() {
    wait.refuse();
    end();
  }

  private void lostWhileWaiting() {
    if (stage != Stage.OVER) {
      lost();
    }
  }

  private void lost() {
    wait.fail(Objects.requireNonNull(seat).lostException(path));
    end();
  }

  private void fail(ZnodeException failure) {
    wait.fail(ZnodeFailures.toApi(failure, path));
    end();
  }

  private void end() {
    if (stage == Stage.OVER) {
      return;
    }
    stage = Stage.OVER;
    if (seat != null) {
      var unused = leave(seat);
    }
    if (session != null) {
      takeWatchOff(session);
      session.leave(this);
      session = null;
    }
  }

  private void takeWatchOff(LiveSession current) {
    if (watch != null) {
      watch.takeOff(current.reads());
      watch = null;
    }
  }

  private void forgetWatch() {
    if (watch != null) {
      watch.forget();
      watch = null;
    }
  }
}
