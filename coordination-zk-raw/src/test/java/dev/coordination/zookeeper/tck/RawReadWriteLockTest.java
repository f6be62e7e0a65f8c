package dev.coordination.zookeeper.tck;

import dev.coordination.tck.ReadWriteLockContract;
import dev.coordination.tck.TckHarness;

class RawReadWriteLockTest extends ReadWriteLockContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
