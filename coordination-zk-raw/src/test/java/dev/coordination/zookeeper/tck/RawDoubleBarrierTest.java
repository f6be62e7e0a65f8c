package dev.coordination.zookeeper.tck;

import dev.coordination.tck.DoubleBarrierContract;
import dev.coordination.tck.TckHarness;

class RawDoubleBarrierTest extends DoubleBarrierContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
