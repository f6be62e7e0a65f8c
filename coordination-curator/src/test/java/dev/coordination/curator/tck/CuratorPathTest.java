package dev.coordination.curator.tck;

import dev.coordination.tck.PathContract;
import dev.coordination.tck.TckHarness;

class CuratorPathTest extends PathContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
