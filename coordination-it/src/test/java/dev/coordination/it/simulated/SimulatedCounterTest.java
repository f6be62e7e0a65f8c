package dev.coordination.it.simulated;

import dev.coordination.tck.CounterContract;
import dev.coordination.tck.TckHarness;

final class SimulatedCounterTest extends CounterContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
