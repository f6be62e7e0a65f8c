package dev.coordination.zookeeper.tck;

import dev.coordination.tck.ErrorContract;
import dev.coordination.tck.TckHarness;

class RawErrorTest extends ErrorContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
