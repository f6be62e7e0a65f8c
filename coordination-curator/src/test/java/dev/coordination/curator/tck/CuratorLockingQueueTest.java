package dev.coordination.curator.tck;

import dev.coordination.tck.LockingQueueContract;
import dev.coordination.tck.TckHarness;

class CuratorLockingQueueTest extends LockingQueueContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
