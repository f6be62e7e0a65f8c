package dev.coordination.inmemory;

import dev.coordination.tck.CallbackContract;
import dev.coordination.tck.TckHarness;

class InMemoryCallbackTest extends CallbackContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
