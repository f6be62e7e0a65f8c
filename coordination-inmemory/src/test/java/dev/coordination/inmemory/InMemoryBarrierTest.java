package dev.coordination.inmemory;

import dev.coordination.tck.BarrierContract;
import dev.coordination.tck.TckHarness;

class InMemoryBarrierTest extends BarrierContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
