package dev.coordination.inmemory;

import dev.coordination.tck.LeaseContract;
import dev.coordination.tck.TckHarness;

class InMemoryLeaseTest extends LeaseContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
