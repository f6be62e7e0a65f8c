package dev.coordination.it.mixed;

import dev.coordination.it.Backend;
import dev.coordination.tck.CounterContract;
import dev.coordination.tck.TckHarness;

class MixedCounterTest extends CounterContract {

  @Override
  protected TckHarness newHarness() {
    return Backend.mixedHarness();
  }
}
