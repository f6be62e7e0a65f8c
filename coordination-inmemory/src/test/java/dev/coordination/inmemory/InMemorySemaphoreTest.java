package dev.coordination.inmemory;

import dev.coordination.tck.SemaphoreContract;
import dev.coordination.tck.TckHarness;

class InMemorySemaphoreTest extends SemaphoreContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
