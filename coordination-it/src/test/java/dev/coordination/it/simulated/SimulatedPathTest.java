package dev.coordination.it.simulated;

import dev.coordination.tck.PathContract;
import dev.coordination.tck.TckHarness;

final class SimulatedPathTest extends PathContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
