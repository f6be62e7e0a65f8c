package dev.coordination.it.mixed;

import dev.coordination.it.Backend;
import dev.coordination.tck.SemaphoreContract;
import dev.coordination.tck.TckHarness;

class MixedSemaphoreTest extends SemaphoreContract {

  @Override
  protected TckHarness newHarness() {
    return Backend.mixedHarness();
  }
}
