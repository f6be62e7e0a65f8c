package dev.coordination.inmemory;

import dev.coordination.tck.TckHarness;
import dev.coordination.tck.WaitContract;

class InMemoryWaitTest extends WaitContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
