package dev.coordination.it.mixed;

import dev.coordination.it.Backend;
import dev.coordination.tck.FuzzContract;
import dev.coordination.tck.TckHarness;

class MixedFuzzTest extends FuzzContract {

  @Override
  protected TckHarness newHarness() {
    return Backend.mixedHarness();
  }
}
