package dev.coordination.it.simulated;

import dev.coordination.tck.FuzzContract;
import dev.coordination.tck.TckHarness;

final class SimulatedFuzzTest extends FuzzContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
