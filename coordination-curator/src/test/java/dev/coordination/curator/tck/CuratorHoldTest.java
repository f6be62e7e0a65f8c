package dev.coordination.curator.tck;

import dev.coordination.tck.HoldContract;
import dev.coordination.tck.TckHarness;

class CuratorHoldTest extends HoldContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
