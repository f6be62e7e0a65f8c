package dev.coordination.it.simulated;

import dev.coordination.tck.ReleaseContract;
import dev.coordination.tck.TckHarness;

final class SimulatedReleaseTest extends ReleaseContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
