package dev.coordination.zookeeper.tck;

import dev.coordination.tck.SessionContract;
import dev.coordination.tck.TckHarness;

class RawSessionTest extends SessionContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
