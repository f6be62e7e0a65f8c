package dev.coordination.zookeeper.tck;

import dev.coordination.tck.QueueContract;
import dev.coordination.tck.TckHarness;

class RawQueueTest extends QueueContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
