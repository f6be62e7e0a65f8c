package dev.coordination.zookeeper.tck;

import dev.coordination.tck.SemaphoreContract;
import dev.coordination.tck.TckHarness;

class RawSemaphoreTest extends SemaphoreContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
