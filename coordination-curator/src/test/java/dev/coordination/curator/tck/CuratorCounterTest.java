package dev.coordination.curator.tck;

import dev.coordination.tck.CounterContract;
import dev.coordination.tck.TckHarness;

class CuratorCounterTest extends CounterContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
