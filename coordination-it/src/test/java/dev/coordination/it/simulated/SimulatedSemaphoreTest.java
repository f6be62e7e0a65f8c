package dev.coordination.it.simulated;

import dev.coordination.tck.SemaphoreContract;
import dev.coordination.tck.TckHarness;

final class SimulatedSemaphoreTest extends SemaphoreContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
