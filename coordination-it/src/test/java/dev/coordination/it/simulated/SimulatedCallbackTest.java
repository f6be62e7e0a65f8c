package dev.coordination.it.simulated;

import dev.coordination.tck.CallbackContract;
import dev.coordination.tck.TckHarness;

final class SimulatedCallbackTest extends CallbackContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
