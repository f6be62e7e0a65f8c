package dev.coordination.it.simulated;

import dev.coordination.tck.Capability;
import dev.coordination.tck.CatalogueContract;
import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TckTest;
import java.util.EnumSet;
import java.util.Set;

final class SimulatedCatalogueTest extends CatalogueContract {

  @Override
  protected TckHarness newHarness() {
    return new SimulatedHarness();
  }

  @Override
  protected Set<Class<? extends TckTest>> bindings() {
    return Set.of(
        SimulatedPathTest.class,
        SimulatedSessionTest.class,
        SimulatedHoldTest.class,
        SimulatedReleaseTest.class,
        SimulatedTimeTest.class,
        SimulatedWaitTest.class,
        SimulatedErrorTest.class,
        SimulatedClientTest.class,
        SimulatedCallbackTest.class,
        SimulatedLockTest.class,
        SimulatedReadWriteLockTest.class,
        SimulatedSemaphoreTest.class,
        SimulatedProcessTest.class,
        SimulatedElectionTest.class,
        SimulatedCounterTest.class,
        SimulatedQueueTest.class,
        SimulatedLockingQueueTest.class,
        SimulatedBarrierTest.class,
        SimulatedDoubleBarrierTest.class,
        SimulatedPartyTest.class,
        SimulatedPartitionTest.class,
        SimulatedLeaseTest.class,
        SimulatedMultiLeaseTest.class,
        SimulatedFuzzTest.class);
  }

  @Override
  protected Set<Capability> absentCapabilities() {
    return EnumSet.of(Capability.DENY_ACCESS, Capability.SEVERAL_PROCESSES);
  }
}
