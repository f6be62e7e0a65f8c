package dev.coordination.inmemory;

import dev.coordination.tck.ErrorContract;
import dev.coordination.tck.TckHarness;

class InMemoryErrorTest extends ErrorContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
