package dev.coordination.curator.tck;

import dev.coordination.tck.ClientContract;
import dev.coordination.tck.TckHarness;

class CuratorClientTest extends ClientContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
