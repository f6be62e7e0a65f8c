package dev.coordination.inmemory;

import dev.coordination.tck.HoldContract;
import dev.coordination.tck.TckHarness;

class InMemoryHoldTest extends HoldContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
