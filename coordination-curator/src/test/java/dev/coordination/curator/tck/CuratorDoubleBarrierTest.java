package dev.coordination.curator.tck;

import dev.coordination.tck.DoubleBarrierContract;
import dev.coordination.tck.TckHarness;

class CuratorDoubleBarrierTest extends DoubleBarrierContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
