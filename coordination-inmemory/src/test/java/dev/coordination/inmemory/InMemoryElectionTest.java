package dev.coordination.inmemory;

import dev.coordination.tck.ElectionContract;
import dev.coordination.tck.TckHarness;

class InMemoryElectionTest extends ElectionContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
