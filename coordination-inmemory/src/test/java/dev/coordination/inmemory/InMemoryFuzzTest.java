package dev.coordination.inmemory;

import dev.coordination.tck.FuzzContract;
import dev.coordination.tck.TckHarness;

class InMemoryFuzzTest extends FuzzContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
