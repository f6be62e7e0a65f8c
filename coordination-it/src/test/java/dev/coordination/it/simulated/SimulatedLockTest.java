package dev.coordination.it.simulated;

import dev.coordination.tck.LockContract;
import dev.coordination.tck.TckHarness;

final class SimulatedLockTest extends LockContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
