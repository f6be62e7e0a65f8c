package dev.coordination.inmemory;

import dev.coordination.tck.MultiLeaseContract;
import dev.coordination.tck.TckHarness;

class InMemoryMultiLeaseTest extends MultiLeaseContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
