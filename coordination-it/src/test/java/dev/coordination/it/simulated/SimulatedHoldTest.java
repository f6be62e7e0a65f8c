package dev.coordination.it.simulated;

import dev.coordination.tck.HoldContract;
import dev.coordination.tck.TckHarness;

final class SimulatedHoldTest extends HoldContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
