package dev.coordination.inmemory;

import dev.coordination.tck.PartitionContract;
import dev.coordination.tck.TckHarness;

class InMemoryPartitionTest extends PartitionContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
