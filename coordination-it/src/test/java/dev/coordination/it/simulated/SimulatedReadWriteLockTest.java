package dev.coordination.it.simulated;

import dev.coordination.tck.ReadWriteLockContract;
import dev.coordination.tck.TckHarness;

final class SimulatedReadWriteLockTest extends ReadWriteLockContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
