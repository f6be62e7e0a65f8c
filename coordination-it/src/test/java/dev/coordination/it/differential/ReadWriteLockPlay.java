package dev.coordination.it.differential;

import dev.coordination.tck.StoreInspector.Stake;

/** A read/write lock, and the lock of the same path, which is its write lock (RWLOCK-06). */
final class ReadWriteLockPlay extends HoldPlay {

  static final Plan<ReadWriteLockPlay> PLAN = plan();

  private final Way reading =
      new AcquirableWay(
          Stake.SHARED,
          actor -> actor.client().readWriteLock(path()).readLock(),
          actor -> actor.client().readWriteLock(path()).readLock().contenders());

  private final Way writing =
      AcquirableWay.exclusive(actor -> actor.client().readWriteLock(path()).writeLock());

  private final Way locking = AcquirableWay.exclusive(actor -> actor.client().lock(path()));

  private ReadWriteLockPlay(Scene scene, Witness witness) {
    super(scene, witness);
  }

  private static Plan<ReadWriteLockPlay> plan() {
    Plan<ReadWriteLockPlay> plan = new Plan<>("read-write lock", ReadWriteLockPlay::new);
    withWay(plan, 3, "the read lock", play -> play.reading);
    withWay(plan, 2, "the write lock", play -> play.writing);
    withWay(plan, 1, "the lock", play -> play.locking);
    return withEnds(plan);
  }

  @Override
  boolean isTaken(Stake stake) {
    return line().stream()
        .anyMatch(one -> stake == Stake.EXCLUSIVE || one.stake() == Stake.EXCLUSIVE);
  }
}
