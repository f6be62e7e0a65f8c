package dev.coordination.it.mixed;

import dev.coordination.it.Backend;
import dev.coordination.tck.ProcessContract;
import dev.coordination.tck.TckHarness;

/** Two JVMs exclude each other: this one through the raw backend, the other through Curator. */
class RawAndCuratorProcessTest extends ProcessContract {

  @Override
  protected TckHarness newHarness() {
    return Backend.RAW.harnessWithOtherProcessesOn(Backend.CURATOR);
  }
}
