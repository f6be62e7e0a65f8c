package dev.coordination.curator.tck;

import dev.coordination.tck.SessionContract;
import dev.coordination.tck.TckHarness;

class CuratorSessionTest extends SessionContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
