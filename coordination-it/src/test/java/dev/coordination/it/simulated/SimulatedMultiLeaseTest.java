package dev.coordination.it.simulated;

import dev.coordination.tck.MultiLeaseContract;
import dev.coordination.tck.TckHarness;

final class SimulatedMultiLeaseTest extends MultiLeaseContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
