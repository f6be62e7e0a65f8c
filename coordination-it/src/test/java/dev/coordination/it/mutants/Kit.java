package dev.coordination.it.mutants;

import dev.coordination.it.simulated.SimulatedHarness;
import dev.coordination.tck.BarrierContract;
import dev.coordination.tck.CallbackContract;
import dev.coordination.tck.ClientContract;
import dev.coordination.tck.CounterContract;
import dev.coordination.tck.DoubleBarrierContract;
import dev.coordination.tck.ElectionContract;
import dev.coordination.tck.ErrorContract;
import dev.coordination.tck.FuzzContract;
import dev.coordination.tck.HoldContract;
import dev.coordination.tck.LeaseContract;
import dev.coordination.tck.LockContract;
import dev.coordination.tck.LockingQueueContract;
import dev.coordination.tck.MultiLeaseContract;
import dev.coordination.tck.PartitionContract;
import dev.coordination.tck.PartyContract;
import dev.coordination.tck.PathContract;
import dev.coordination.tck.QueueContract;
import dev.coordination.tck.ReadWriteLockContract;
import dev.coordination.tck.ReleaseContract;
import dev.coordination.tck.SemaphoreContract;
import dev.coordination.tck.SessionContract;
import dev.coordination.tck.TckHarness;
import dev.coordination.tck.TckTest;
import dev.coordination.tck.TimeContract;
import dev.coordination.tck.WaitContract;
import java.util.List;
import java.util.function.Supplier;

/** Every contract, bound to whatever harness is to be tested next. */
final class Kit {

  static final List<Class<? extends TckTest>> FAMILIES =
      List.of(
          Locks.class,
          ReadWriteLocks.class,
          Semaphores.class,
          Holds.class,
          Releases.class,
          Sessions.class,
          Waits.class,
          Times.class,
          Elections.class,
          Counters.class,
          Queues.class,
          LockingQueues.class,
          Barriers.class,
          DoubleBarriers.class,
          Parties.class,
          Partitions.class,
          Leases.class,
          MultiLeases.class,
          Paths.class,
          Errors.class,
          Clients.class,
          Callbacks.class,
          Fuzz.class);

  private static volatile Supplier<TckHarness> harnesses = SimulatedHarness::new;

  private Kit() {}

  static void bind(Supplier<TckHarness> newHarnesses) {
    harnesses = newHarnesses;
  }

  static final class Locks extends LockContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class ReadWriteLocks extends ReadWriteLockContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Semaphores extends SemaphoreContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Holds extends HoldContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Releases extends ReleaseContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Sessions extends SessionContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Waits extends WaitContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Times extends TimeContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Elections extends ElectionContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Counters extends CounterContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Queues extends QueueContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class LockingQueues extends LockingQueueContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Barriers extends BarrierContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class DoubleBarriers extends DoubleBarrierContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Parties extends PartyContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Leases extends LeaseContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Partitions extends PartitionContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class MultiLeases extends MultiLeaseContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Paths extends PathContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Errors extends ErrorContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Clients extends ClientContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Callbacks extends CallbackContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }

  static final class Fuzz extends FuzzContract {
    @Override
    protected TckHarness newHarness() {
      return harnesses.get();
    }
  }
}
