package dev.coordination.it.simulated;

import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TimeContract;

final class SimulatedTimeTest extends TimeContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
