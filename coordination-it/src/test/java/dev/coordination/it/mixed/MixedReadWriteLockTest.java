package dev.coordination.it.mixed;

import dev.coordination.it.Backend;
import dev.coordination.tck.ReadWriteLockContract;
import dev.coordination.tck.TckHarness;

class MixedReadWriteLockTest extends ReadWriteLockContract {

  @Override
  protected TckHarness newHarness() {
    return Backend.mixedHarness();
  }
}
