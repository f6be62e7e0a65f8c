package dev.coordination.curator.tck;

import dev.coordination.tck.TckHarness;
import dev.coordination.tck.WaitContract;

class CuratorWaitTest extends WaitContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
