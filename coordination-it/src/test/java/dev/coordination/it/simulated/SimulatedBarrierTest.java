package dev.coordination.it.simulated;

import dev.coordination.tck.BarrierContract;
import dev.coordination.tck.TckHarness;

final class SimulatedBarrierTest extends BarrierContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
