package dev.coordination.curator.tck;

import dev.coordination.tck.BarrierContract;
import dev.coordination.tck.TckHarness;

class CuratorBarrierTest extends BarrierContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
