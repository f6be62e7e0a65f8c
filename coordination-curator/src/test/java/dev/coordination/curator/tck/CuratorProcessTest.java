package dev.coordination.curator.tck;

import dev.coordination.tck.ProcessContract;
import dev.coordination.tck.TckHarness;

class CuratorProcessTest extends ProcessContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
