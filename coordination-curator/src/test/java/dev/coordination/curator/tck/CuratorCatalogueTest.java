package dev.coordination.curator.tck;

import dev.coordination.tck.Capability;
import dev.coordination.tck.CatalogueContract;
import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TckTest;
import java.util.Set;

class CuratorCatalogueTest extends CatalogueContract {

  @Override
  protected TckHarness newHarness() {
    return CuratorHarness.create();
  }

  @Override
  protected Set<Class<? extends TckTest>> bindings() {
    return Set.of(
        CuratorCallbackTest.class,
        CuratorClientTest.class,
        CuratorCounterTest.class,
        CuratorQueueTest.class,
        CuratorLockingQueueTest.class,
        CuratorBarrierTest.class,
        CuratorDoubleBarrierTest.class,
        CuratorPartyTest.class,
        CuratorPartitionTest.class,
        CuratorLeaseTest.class,
        CuratorMultiLeaseTest.class,
        CuratorElectionTest.class,
        CuratorErrorTest.class,
        CuratorFuzzTest.class,
        CuratorHoldTest.class,
        CuratorLockTest.class,
        CuratorReadWriteLockTest.class,
        CuratorSemaphoreTest.class,
        CuratorPathTest.class,
        CuratorProcessTest.class,
        CuratorReleaseTest.class,
        CuratorSessionTest.class,
        CuratorTimeTest.class,
        CuratorWaitTest.class);
  }

  @Override
  protected Set<Capability> absentCapabilities() {
    return Set.of();
  }
}
