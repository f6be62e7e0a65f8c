package dev.coordination.zookeeper.tck;

import dev.coordination.tck.LeaseContract;
import dev.coordination.tck.TckHarness;

class RawLeaseTest extends LeaseContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
