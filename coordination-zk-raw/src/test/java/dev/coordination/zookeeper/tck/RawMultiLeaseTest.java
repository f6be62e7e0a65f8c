package dev.coordination.zookeeper.tck;

import dev.coordination.tck.MultiLeaseContract;
import dev.coordination.tck.TckHarness;

class RawMultiLeaseTest extends MultiLeaseContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
