package dev.coordination.it.mixed;

import dev.coordination.it.Backend;
import dev.coordination.tck.ProcessContract;
import dev.coordination.tck.TckHarness;

/** Two JVMs exclude each other: this one through Curator, the other through the raw backend. */
class CuratorAndRawProcessTest extends ProcessContract {

  @Override
  protected TckHarness newHarness() {
    return Backend.CURATOR.harnessWithOtherProcessesOn(Backend.RAW);
  }
}
