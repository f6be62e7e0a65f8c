package dev.coordination.it.simulated;

import dev.coordination.tck.PartitionContract;
import dev.coordination.tck.TckHarness;

final class SimulatedPartitionTest extends PartitionContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
