package dev.coordination.zookeeper.tck;

import dev.coordination.tck.PartitionContract;
import dev.coordination.tck.TckHarness;

class RawPartitionTest extends PartitionContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
