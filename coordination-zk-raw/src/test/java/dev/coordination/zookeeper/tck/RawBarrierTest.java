package dev.coordination.zookeeper.tck;

import dev.coordination.tck.BarrierContract;
import dev.coordination.tck.TckHarness;

class RawBarrierTest extends BarrierContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
