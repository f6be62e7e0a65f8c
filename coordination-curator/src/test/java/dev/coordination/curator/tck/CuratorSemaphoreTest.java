package dev.coordination.curator.tck;

import dev.coordination.tck.SemaphoreContract;
import dev.coordination.tck.TckHarness;

class CuratorSemaphoreTest extends SemaphoreContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
