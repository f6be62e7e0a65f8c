package dev.coordination.curator.tck;

import dev.coordination.tck.QueueContract;
import dev.coordination.tck.TckHarness;

class CuratorQueueTest extends QueueContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
