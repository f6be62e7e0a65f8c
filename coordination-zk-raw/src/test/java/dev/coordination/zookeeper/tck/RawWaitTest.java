package dev.coordination.zookeeper.tck;

import dev.coordination.tck.TckHarness;
import dev.coordination.tck.WaitContract;

class RawWaitTest extends WaitContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
