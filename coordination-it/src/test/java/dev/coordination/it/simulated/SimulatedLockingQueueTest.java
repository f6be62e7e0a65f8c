package dev.coordination.it.simulated;

import dev.coordination.tck.LockingQueueContract;
import dev.coordination.tck.TckHarness;

final class SimulatedLockingQueueTest extends LockingQueueContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
