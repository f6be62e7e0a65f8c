package dev.coordination.zookeeper.tck;

import dev.coordination.tck.ClientContract;
import dev.coordination.tck.TckHarness;

class RawClientTest extends ClientContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
