package dev.coordination.zookeeper.engine.sim;

/** What the parts of the simulation share. */
interface World {

  SimClock clock();

  SimEnsemble ensemble();

  /** Returns whether nothing happens but by steps. */
  boolean isStepwise();

  /** Runs something that changes the simulated world, as soon as nothing else does. */
  void run(Runnable change);
}
