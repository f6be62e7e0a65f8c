package dev.coordination.inmemory;

import dev.coordination.tck.CounterContract;
import dev.coordination.tck.TckHarness;

class InMemoryCounterTest extends CounterContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
