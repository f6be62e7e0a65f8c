package dev.coordination.zookeeper.engine;

import dev.coordination.support.BarrierWait;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * One wait at a barrier without parties, over as many sessions as it takes.
 *
 *   [sync, exists PATH with a watch]    in each session; after each event, without the sync
 *
 * It passes when PATH is not there, or is another node than the one that was seen first: the barrier was
 * removed, though it has been put up again. A change of the node's data fires the watch as well, and
 * only sets it anew.
 *
 * When the time is over before the first answer, that answer decides; without a link it has not passed.
 *
 * Everything here runs on the engine's loop, but for the methods of Visit.
 */
final class BarrierWatch implements BarrierWait.Visit, LiveSession.Participant {

  private final EngineClient engine;
  private final String path;
  private final BarrierWait wait;
  private final PathWatch watch;
  private @Nullable LiveSession session;

  /** The node that was seen first, or 0. */
  private long barrier;

  private boolean looking;

  /** A look in this session was answered, so that no server that lags can mislead another. */
  private boolean fresh;

  private boolean givingUp;
  private boolean over;

  BarrierWatch(EngineClient engine, String path, BarrierWait wait) {
    this.engine = engine;
    this.path = path;
    this.wait = wait;
    this.watch = new PathWatch(engine, path, this::changed);
  }

  @Override
  public void begin() {
    engine.run(this::seek);
  }

  @Override
  public void giveUp() {
    engine.run(
        () -> {
          givingUp = true;
          if (!looking || barrier != 0) {
            refuse();
          }
        });
  }

  @Override
  public void withdraw() {
    engine.run(this::end);
  }

  private void seek() {
    if (!over) {
      engine.whenConnected(this::enter, () -> over);
    }
  }

  private void enter(LiveSession current) {
    if (!over) {
      session = current;
      fresh = false;
      current.join(this);
      look(current);
    }
  }

  @Override
  public void resumed() {
    if (session != null && !looking && !watch.isSet()) {
      look(session);
    }
  }

  @Override
  public void ended() {
    session = null;
    watch.forget();
    looking = false;
    if (givingUp) {
      refuse(); // no answer is coming any more
    } else {
      seek();
    }
  }

  private void look(LiveSession current) {
    looking = true;
    ZnodeSession reads = current.reads();
    Consumer<NodeEvent> next = watch.renew(reads);
    current.on(
        fresh
            ? reads.exists(path, next)
            : FreshRead.send(reads, path, () -> reads.exists(path, next)),
        (stat, failure) -> {
          if (current == session && !over) {
            looking = false;
            looked(current, stat, failure);
          }
        });
  }

  private void changed() {
    if (session != null && !looking && !over) {
      look(session);
    }
  }

  private void looked(
      LiveSession current, @Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (stat != null) {
      fresh = true;
      judge(current, stat);
    } else if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      watch.takeOff(current.reads()); // it is set all the same if only the sync was lost
      if (givingUp) {
        refuse();
      } else if (current.isConnected()) {
        look(current);
      }
    } else if (failure != null) {
      wait.fail(ZnodeFailures.toApi(failure, path));
      end();
    }
  }

  private void judge(LiveSession current, Optional<NodeStat> stat) {
    long seen = stat.map(NodeStat::czxid).orElse(0L);
    if (seen == 0 || (barrier != 0 && seen != barrier)) {
      wait.pass();
      end();
      return;
    }
    barrier = seen;
    if (givingUp) {
      refuse();
    } else if (!watch.isSet()) {
      look(current); // it fired before the reply was handled
    }
  }

  private void refuse() {
    wait.refuse();
    end();
  }

  private void end() {
    over = true;
    if (session != null) {
      watch.takeOff(session.reads());
      session.leave(this);
      session = null;
    }
  }
}
