package dev.coordination.inmemory;

import dev.coordination.tck.ReadWriteLockContract;
import dev.coordination.tck.TckHarness;

class InMemoryReadWriteLockTest extends ReadWriteLockContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
