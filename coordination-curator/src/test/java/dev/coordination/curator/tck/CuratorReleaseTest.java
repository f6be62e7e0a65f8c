package dev.coordination.curator.tck;

import dev.coordination.tck.ReleaseContract;
import dev.coordination.tck.TckHarness;

class CuratorReleaseTest extends ReleaseContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
