package dev.coordination.zookeeper.tck;

import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TimeContract;

class RawTimeTest extends TimeContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
