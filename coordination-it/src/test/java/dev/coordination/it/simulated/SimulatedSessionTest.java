package dev.coordination.it.simulated;

import dev.coordination.tck.SessionContract;
import dev.coordination.tck.TckHarness;

final class SimulatedSessionTest extends SessionContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
