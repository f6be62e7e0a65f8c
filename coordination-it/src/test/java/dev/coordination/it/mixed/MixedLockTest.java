package dev.coordination.it.mixed;

import dev.coordination.it.Backend;
import dev.coordination.tck.LockContract;
import dev.coordination.tck.TckHarness;

class MixedLockTest extends LockContract {

  @Override
  protected TckHarness newHarness() {
    return Backend.mixedHarness();
  }
}
