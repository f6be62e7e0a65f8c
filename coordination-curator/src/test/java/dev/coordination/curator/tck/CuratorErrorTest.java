package dev.coordination.curator.tck;

import dev.coordination.tck.ErrorContract;
import dev.coordination.tck.TckHarness;

class CuratorErrorTest extends ErrorContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
