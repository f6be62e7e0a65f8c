package dev.coordination.curator.tck;

import dev.coordination.tck.CallbackContract;
import dev.coordination.tck.TckHarness;

class CuratorCallbackTest extends CallbackContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }
}
