package dev.coordination.zookeeper.tck;

import dev.coordination.tck.ElectionContract;
import dev.coordination.tck.TckHarness;

class RawElectionTest extends ElectionContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
