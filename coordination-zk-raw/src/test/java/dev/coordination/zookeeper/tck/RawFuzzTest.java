package dev.coordination.zookeeper.tck;

import dev.coordination.tck.FuzzContract;
import dev.coordination.tck.TckHarness;

class RawFuzzTest extends FuzzContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
