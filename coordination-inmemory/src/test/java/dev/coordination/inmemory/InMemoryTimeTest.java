package dev.coordination.inmemory;

import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TimeContract;

class InMemoryTimeTest extends TimeContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
