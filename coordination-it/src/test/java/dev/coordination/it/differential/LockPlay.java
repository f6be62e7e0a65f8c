package dev.coordination.it.differential;

/** A lock. */
final class LockPlay extends HoldPlay {

  static final Plan<LockPlay> PLAN =
      withEnds(withWay(new Plan<>("lock", LockPlay::new), 2, "the lock", play -> play.locking));

  private final Way locking = AcquirableWay.exclusive(actor -> actor.client().lock(path()));

  private LockPlay(Scene scene, Witness witness) {
    super(scene, witness);
  }
}
