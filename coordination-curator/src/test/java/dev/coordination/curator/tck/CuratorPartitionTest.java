package dev.coordination.curator.tck;

import dev.coordination.tck.PartitionContract;
import dev.coordination.tck.TckHarness;

class CuratorPartitionTest extends PartitionContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
