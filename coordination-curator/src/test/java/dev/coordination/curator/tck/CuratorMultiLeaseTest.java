package dev.coordination.curator.tck;

import dev.coordination.tck.MultiLeaseContract;
import dev.coordination.tck.TckHarness;

class CuratorMultiLeaseTest extends MultiLeaseContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
