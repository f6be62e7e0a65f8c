package dev.coordination.inmemory;

import dev.coordination.tck.LockContract;
import dev.coordination.tck.TckHarness;

class InMemoryLockTest extends LockContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
