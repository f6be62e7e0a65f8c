package dev.coordination.inmemory;

import dev.coordination.tck.Capability;
import dev.coordination.tck.CatalogueContract;
import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TckTest;
import java.util.Set;

class InMemoryCatalogueTest extends CatalogueContract {

  @Override
  protected TckHarness newHarness() {
    return new InMemoryHarness();
  }

  @Override
  protected Set<Class<? extends TckTest>> bindings() {
    return Set.of(
        InMemoryCallbackTest.class,
        InMemoryClientTest.class,
        InMemoryCounterTest.class,
        InMemoryQueueTest.class,
        InMemoryLockingQueueTest.class,
        InMemoryBarrierTest.class,
        InMemoryDoubleBarrierTest.class,
        InMemoryPartyTest.class,
        InMemoryPartitionTest.class,
        InMemoryLeaseTest.class,
        InMemoryMultiLeaseTest.class,
        InMemoryElectionTest.class,
        InMemoryErrorTest.class,
        InMemoryFuzzTest.class,
        InMemoryHoldTest.class,
        InMemoryLockTest.class,
        InMemoryReadWriteLockTest.class,
        InMemorySemaphoreTest.class,
        InMemoryPathTest.class,
        InMemoryProcessTest.class,
        InMemoryReleaseTest.class,
        InMemorySessionTest.class,
        InMemoryTimeTest.class,
        InMemoryWaitTest.class);
  }

  @Override
  protected Set<Capability> absentCapabilities() {
    return Set.of(Capability.SEVERAL_PROCESSES);
  }
}
