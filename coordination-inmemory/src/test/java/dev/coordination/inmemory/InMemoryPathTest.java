package dev.coordination.inmemory;

import dev.coordination.tck.PathContract;
import dev.coordination.tck.TckHarness;

class InMemoryPathTest extends PathContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
