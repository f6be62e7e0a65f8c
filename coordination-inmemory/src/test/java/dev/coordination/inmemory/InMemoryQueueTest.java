package dev.coordination.inmemory;

import dev.coordination.tck.QueueContract;
import dev.coordination.tck.TckHarness;

class InMemoryQueueTest extends QueueContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
