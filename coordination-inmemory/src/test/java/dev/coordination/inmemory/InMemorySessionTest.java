package dev.coordination.inmemory;

import dev.coordination.tck.SessionContract;
import dev.coordination.tck.TckHarness;

class InMemorySessionTest extends SessionContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
