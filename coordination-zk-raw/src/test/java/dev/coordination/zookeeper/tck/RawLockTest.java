package dev.coordination.zookeeper.tck;

import dev.coordination.tck.LockContract;
import dev.coordination.tck.TckHarness;

class RawLockTest extends LockContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
