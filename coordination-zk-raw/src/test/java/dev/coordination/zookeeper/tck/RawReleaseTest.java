package dev.coordination.zookeeper.tck;

import dev.coordination.tck.ReleaseContract;
import dev.coordination.tck.TckHarness;

class RawReleaseTest extends ReleaseContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
