package dev.coordination.curator.tck;

import dev.coordination.tck.ReadWriteLockContract;
import dev.coordination.tck.TckHarness;

class CuratorReadWriteLockTest extends ReadWriteLockContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
