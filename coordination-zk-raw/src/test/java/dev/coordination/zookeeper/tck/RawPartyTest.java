package dev.coordination.zookeeper.tck;

import dev.coordination.tck.PartyContract;
import dev.coordination.tck.TckHarness;

class RawPartyTest extends PartyContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
