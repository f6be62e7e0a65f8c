package dev.coordination.curator.tck;

import dev.coordination.tck.ElectionContract;
import dev.coordination.tck.TckHarness;

class CuratorElectionTest extends ElectionContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
