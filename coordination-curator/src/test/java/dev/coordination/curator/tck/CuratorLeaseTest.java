package dev.coordination.curator.tck;

import dev.coordination.tck.LeaseContract;
import dev.coordination.tck.TckHarness;

class CuratorLeaseTest extends LeaseContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
