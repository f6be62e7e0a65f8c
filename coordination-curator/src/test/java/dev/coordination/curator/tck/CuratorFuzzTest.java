package dev.coordination.curator.tck;

import dev.coordination.tck.FuzzContract;
import dev.coordination.tck.TckHarness;

class CuratorFuzzTest extends FuzzContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
