package dev.coordination.it.differential;

import dev.coordination.Acquirable;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import dev.coordination.tck.StoreInspector.Stake;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A recipe object that is asked for holds.
 *
 * @param stake what its holds exclude
 * @param object the object of an actor
 * @param list lists who contends for it, for an actor
 */
record AcquirableWay(
    Stake stake, Function<Actor, Acquirable<Hold>> object, Function<Actor, List<String>> list)
    implements HoldPlay.Way {

  /** One that excludes everybody else. */
  static AcquirableWay exclusive(Function<Actor, DistributedLock> lock) {
    return new AcquirableWay(Stake.EXCLUSIVE, lock::apply, actor -> lock.apply(actor).contenders());
  }

  @Override
  public Hold acquire(Actor actor) throws InterruptedException {
    return object.apply(actor).acquire();
  }

  @Override
  public Optional<Hold> tryNow(Actor actor) {
    return object.apply(actor).tryAcquire();
  }

  @Override
  public Optional<Hold> tryFor(Actor actor, Duration timeout) throws InterruptedException {
    return object.apply(actor).tryAcquire(timeout);
  }

  @Override
  public List<String> contenders(Actor actor) {
    return list.apply(actor);
  }
}
