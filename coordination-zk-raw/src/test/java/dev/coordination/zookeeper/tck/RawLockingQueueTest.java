package dev.coordination.zookeeper.tck;

import dev.coordination.tck.LockingQueueContract;
import dev.coordination.tck.TckHarness;

class RawLockingQueueTest extends LockingQueueContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
