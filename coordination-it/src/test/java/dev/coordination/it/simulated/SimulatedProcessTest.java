package dev.coordination.it.simulated;

import dev.coordination.tck.ProcessContract;
import dev.coordination.tck.TckHarness;

final class SimulatedProcessTest extends ProcessContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
