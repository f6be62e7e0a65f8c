package dev.coordination.inmemory;

import dev.coordination.tck.DoubleBarrierContract;
import dev.coordination.tck.TckHarness;

class InMemoryDoubleBarrierTest extends DoubleBarrierContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
