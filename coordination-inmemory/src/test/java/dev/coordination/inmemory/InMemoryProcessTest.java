package dev.coordination.inmemory;

import dev.coordination.tck.ProcessContract;
import dev.coordination.tck.TckHarness;

class InMemoryProcessTest extends ProcessContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
