package dev.coordination.zookeeper.tck;

import dev.coordination.tck.HoldContract;
import dev.coordination.tck.TckHarness;

class RawHoldTest extends HoldContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
