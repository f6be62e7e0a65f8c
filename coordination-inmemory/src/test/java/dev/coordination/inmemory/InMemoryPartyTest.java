package dev.coordination.inmemory;

import dev.coordination.tck.PartyContract;
import dev.coordination.tck.TckHarness;

class InMemoryPartyTest extends PartyContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }
}
