package dev.coordination.zookeeper.tck;

import dev.coordination.tck.CounterContract;
import dev.coordination.tck.TckHarness;

class RawCounterTest extends CounterContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
