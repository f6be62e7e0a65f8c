package dev.coordination.curator.tck;

import dev.coordination.tck.PartyContract;
import dev.coordination.tck.TckHarness;

class CuratorPartyTest extends PartyContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
