package dev.coordination.it.mixed;

import dev.coordination.it.Backend;
import dev.coordination.tck.ElectionContract;
import dev.coordination.tck.TckHarness;

class MixedElectionTest extends ElectionContract {

  @Override
  protected TckHarness newHarness() {
    return Backend.mixedHarness();
  }
}
