package dev.coordination.zookeeper.tck;

import dev.coordination.tck.Capability;
import dev.coordination.tck.CatalogueContract;
import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TckTest;
import java.util.Set;

class RawCatalogueTest extends CatalogueContract {

  @Override
  protected TckHarness newHarness() {
    return RawHarness.create();
  }

  @Override
  protected Set<Class<? extends TckTest>> bindings() {
    return Set.of(
        RawCallbackTest.class,
        RawClientTest.class,
        RawCounterTest.class,
        RawQueueTest.class,
        RawLockingQueueTest.class,
        RawBarrierTest.class,
        RawDoubleBarrierTest.class,
        RawPartyTest.class,
        RawPartitionTest.class,
        RawLeaseTest.class,
        RawMultiLeaseTest.class,
        RawElectionTest.class,
        RawErrorTest.class,
        RawFuzzTest.class,
        RawHoldTest.class,
        RawLockTest.class,
        RawReadWriteLockTest.class,
        RawSemaphoreTest.class,
        RawPathTest.class,
        RawProcessTest.class,
        RawReleaseTest.class,
        RawSessionTest.class,
        RawTimeTest.class,
        RawWaitTest.class);
  }

  @Override
  protected Set<Capability> absentCapabilities() {
    return Set.of();
  }
}
