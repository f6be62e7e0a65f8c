package dev.coordination.curator.tck;

import dev.coordination.tck.LockContract;
import dev.coordination.tck.TckHarness;

class CuratorLockTest extends LockContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
