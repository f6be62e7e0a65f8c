package dev.coordination.it.simulated;

import dev.coordination.tck.ErrorContract;
import dev.coordination.tck.TckHarness;

final class SimulatedErrorTest extends ErrorContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
