package dev.coordination.inmemory;

import dev.coordination.tck.LockingQueueContract;
import dev.coordination.tck.TckHarness;

class InMemoryLockingQueueTest extends LockingQueueContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
