package dev.coordination.it.simulated;

import dev.coordination.tck.TckHarness;
import dev.coordination.tck.WaitContract;

final class SimulatedWaitTest extends WaitContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
