package dev.coordination.zookeeper.tck;

import dev.coordination.tck.CallbackContract;
import dev.coordination.tck.TckHarness;

class RawCallbackTest extends CallbackContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }
}
