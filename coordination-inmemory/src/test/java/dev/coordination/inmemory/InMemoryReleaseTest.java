package dev.coordination.inmemory;

import dev.coordination.tck.ReleaseContract;
import dev.coordination.tck.TckHarness;

class InMemoryReleaseTest extends ReleaseContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
