package dev.coordination.it.simulated;

import dev.coordination.tck.QueueContract;
import dev.coordination.tck.TckHarness;

final class SimulatedQueueTest extends QueueContract {
  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }
}
