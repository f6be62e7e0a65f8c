package dev.coordination.it.differential;

import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
import java.util.List;

/** A semaphore of two permits, and who thinks that there are three. */
final class SemaphorePlay extends HoldPlay {

  static final Plan<SemaphorePlay> PLAN = plan();

  private static final int LIMIT = 2;

  private final Way permits = permits(LIMIT);

  private SemaphorePlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  private Way permits(int limit) {
    return new AcquirableWay(
        Stake.PERMIT,
        actor -> actor.client().semaphore(path(), limit),
        actor -> inAnyOrder(actor.client().semaphore(path(), limit).leaseHolders()));
  }

  /** SEM-11 says who is listed, and not in which order. */
  private static List<String> inAnyOrder(List<String> holders) {
    return holders.stream().sorted().toList();
  }

  /** With another limit one is refused while somebody holds; else who comes first decides. */
  private static Plan<SemaphorePlay> plan() {
    Plan<SemaphorePlay> plan = new Plan<>("semaphore", SemaphorePlay::new);
    withWay(plan, 3, "a permit", play -> play.permits);
    return withEnds(plan)
        .with(
            Move.<SemaphorePlay>of(
                    "waits for a permit of three",
                    (play, actor) -> play.acquire(actor, play.permits(LIMIT + 1)))
                .when((play, actor) -> play.isIdle(actor) && play.permitsTaken() > 0));
  }

  private long permitsTaken() {
    return line().stream().filter(one -> one.stake() == Stake.PERMIT).count();
  }

  @Override
  boolean isTaken(Stake stake) {
    return line().size() >= LIMIT;
  }

  @Override
  List<Contender> line() {
    return store().permits(path());
  }

  @Override
  void delete(int position) {
    store().deletePermit(path(), position);
  }
}
