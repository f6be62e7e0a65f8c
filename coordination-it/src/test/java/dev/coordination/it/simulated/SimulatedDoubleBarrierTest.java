package dev.coordination.it.simulated;

import dev.coordination.tck.DoubleBarrierContract;
import dev.coordination.tck.TckHarness;

final class SimulatedDoubleBarrierTest extends DoubleBarrierContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
