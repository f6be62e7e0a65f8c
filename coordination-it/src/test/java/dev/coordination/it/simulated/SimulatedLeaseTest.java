package dev.coordination.it.simulated;

import dev.coordination.tck.LeaseContract;
import dev.coordination.tck.TckHarness;

final class SimulatedLeaseTest extends LeaseContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
