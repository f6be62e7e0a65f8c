package dev.coordination.zookeeper.tck;

import dev.coordination.tck.PathContract;
import dev.coordination.tck.TckHarness;

class RawPathTest extends PathContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
