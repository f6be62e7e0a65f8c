package dev.coordination.curator.tck;

import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TimeContract;

class CuratorTimeTest extends TimeContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
