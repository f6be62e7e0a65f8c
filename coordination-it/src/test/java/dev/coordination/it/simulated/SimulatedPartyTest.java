package dev.coordination.it.simulated;

import dev.coordination.tck.PartyContract;
import dev.coordination.tck.TckHarness;

final class SimulatedPartyTest extends PartyContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
