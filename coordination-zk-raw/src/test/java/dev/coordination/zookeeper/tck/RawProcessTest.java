package dev.coordination.zookeeper.tck;

import dev.coordination.tck.ProcessContract;
import dev.coordination.tck.TckHarness;

class RawProcessTest extends ProcessContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
