package dev.coordination.it.simulated;

import dev.coordination.tck.ClientContract;
import dev.coordination.tck.TckHarness;

final class SimulatedClientTest extends ClientContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
