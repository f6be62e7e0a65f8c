package dev.coordination.inmemory;

import dev.coordination.tck.ClientContract;
import dev.coordination.tck.TckHarness;

class InMemoryClientTest extends ClientContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
