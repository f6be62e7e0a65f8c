package dev.coordination.it.simulated;

import dev.coordination.tck.ElectionContract;
import dev.coordination.tck.TckHarness;

final class SimulatedElectionTest extends ElectionContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
