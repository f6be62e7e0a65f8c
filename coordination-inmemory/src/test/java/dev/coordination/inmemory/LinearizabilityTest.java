package dev.coordination.inmemory;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedQueue;
import dev.coordination.DistributedReadWriteLock;
import dev.coordination.DistributedSemaphore;
import dev.coordination.Hold;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A few calls of two threads at once, many times over: whether some order of the calls, one after
 * the other, explains what they returned. Each recipe has a model of few lines.
 */
class LinearizabilityTest {

  /** Threads are numbered from nought; one number more is for the calls before and afterwards. */
  private static final int SLOTS = 4;

  private static void check(Class<?> calls, Class<?> model) {
    new StressOptions()
        .iterations(10)
        .invocationsPerIteration(300)
        .threads(2)
        .actorsPerThread(3)
        .actorsBefore(1)
        .actorsAfter(1)
        .sequentialSpecification(model)
        .check(calls);
  }

  @Test
  void readersAndWriters() {
    check(LockCalls.class, LockModel.class);
  }

  @Test
  void permits() {
    check(PermitCalls.class, PermitModel.class);
  }

  @Test
  void counters() {
    check(CounterCalls.class, CounterModel.class);
  }

  @Test
  void queues() {
    check(QueueCalls.class, QueueModel.class);
  }

  /** The recipe of a client for each thread. */
  private static <R> List<R> forEachThread(Function<CoordinationClient, R> make) {
    InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
    return IntStream.range(0, SLOTS)
        .mapToObj(i -> make.apply(space.connect(Integer.toString(i))))
        .toList();
  }

  // ---- lines

  /** What each thread has asked for: one thing at a time. */
  private static final class Requests {

    private final @Nullable Acquisition<?>[] slots = new Acquisition<?>[SLOTS];

    boolean isFree(int thread) {
      return slots[thread] == null;
    }

    void keep(int thread, Acquisition<?> request) {
      slots[thread] = request;
    }

    /** Gives up or releases; false if there is nothing. */
    boolean end(int thread) {
      Acquisition<?> request = slots[thread];
      slots[thread] = null;
      if (request != null && !request.fail(new CancellationException())) {
        request.join().ifPresent(Hold::release);
      }
      return request != null;
    }

    /** How many of those were granted. */
    long granted() {
      return Arrays.stream(slots).filter(one -> one != null && one.isSettled()).count();
    }
  }

  /** Calls of both locks of one path. */
  public static final class LockCalls {

    private final List<DistributedReadWriteLock> locks =
        forEachThread(client -> client.readWriteLock("/lock"));
    private final Requests requests = new Requests();

    private MemoryLock lock(int thread, boolean reading) {
      var pair = locks.get(thread);
      return (MemoryLock) (reading ? pair.readLock() : pair.writeLock());
    }

    @Operation
    public boolean tryAcquire(
        @Param(gen = ThreadIdGen.class) int thread,
        @Param(gen = BooleanGen.class) boolean reading) {
      if (!requests.isFree(thread)) {
        return false;
      }
      Acquisition<Hold> request = lock(thread, reading).attempt();
      boolean granted = request.join().isPresent();
      if (granted) {
        requests.keep(thread, request);
      }
      return granted;
    }

    @Operation
    public void enqueue(
        @Param(gen = ThreadIdGen.class) int thread,
        @Param(gen = BooleanGen.class) boolean reading) {
      if (requests.isFree(thread)) {
        requests.keep(thread, lock(thread, reading).enqueue(Deadline.NEVER));
      }
    }

    @Operation
    public boolean end(@Param(gen = ThreadIdGen.class) int thread) {
      return requests.end(thread);
    }

    @Operation
    public List<String> contenders() {
      return lock(0, false).contenders();
    }

    @Validate
    public void whoeverIsFirstHasBeenTold() {
      if (!contenders().isEmpty() && requests.granted() == 0) {
        throw new IllegalStateException("nobody holds, but " + contenders() + " wait");
      }
    }
  }

  /** The line of one path. */
  public static final class LockModel {

    private final List<Integer> line = new ArrayList<>();
    private final List<Integer> writers = new ArrayList<>();

    public boolean tryAcquire(int thread, boolean reading) {
      boolean open = line.isEmpty() || (reading && writers.isEmpty());
      if (open && !line.contains(thread)) {
        enqueue(thread, reading);
        return true;
      }
      return false;
    }

    public void enqueue(int thread, boolean reading) {
      if (!line.contains(thread)) {
        line.add(thread);
        if (!reading) {
          writers.add(thread);
        }
      }
    }

    public boolean end(int thread) {
      writers.remove((Integer) thread);
      return line.remove((Integer) thread);
    }

    public List<String> contenders() {
      return line.stream().map(String::valueOf).toList();
    }
  }

  /** Calls of a semaphore. */
  public static final class PermitCalls {

    private final List<DistributedSemaphore> semaphores =
        forEachThread(client -> client.semaphore("/semaphore", 2));
    private final Requests requests = new Requests();

    private MemorySemaphore semaphore(int thread) {
      return (MemorySemaphore) semaphores.get(thread);
    }

    @Operation
    public boolean tryAcquire(@Param(gen = ThreadIdGen.class) int thread) {
      if (!requests.isFree(thread)) {
        return false;
      }
      Acquisition<Hold> request = semaphore(thread).attempt();
      boolean granted = request.join().isPresent();
      if (granted) {
        requests.keep(thread, request);
      }
      return granted;
    }

    @Operation
    public void enqueue(@Param(gen = ThreadIdGen.class) int thread) {
      if (requests.isFree(thread)) {
        requests.keep(thread, semaphore(thread).enqueue(Deadline.NEVER));
      }
    }

    @Operation
    public boolean end(@Param(gen = ThreadIdGen.class) int thread) {
      return requests.end(thread);
    }

    @Operation
    public List<String> leaseHolders() {
      return semaphore(0).leaseHolders();
    }

    @Validate
    public void whoeverHoldsHasBeenTold() {
      if (leaseHolders().size() != requests.granted()) {
        throw new IllegalStateException(leaseHolders() + " hold, told were " + requests.granted());
      }
    }
  }

  /** The line of a semaphore with two permits. */
  public static final class PermitModel {

    private final List<Integer> line = new ArrayList<>();

    public boolean tryAcquire(int thread) {
      return line.size() < 2 && !line.contains(thread) && line.add(thread);
    }

    public void enqueue(int thread) {
      if (!line.contains(thread)) {
        line.add(thread);
      }
    }

    public boolean end(int thread) {
      return line.remove((Integer) thread);
    }

    public List<String> leaseHolders() {
      return line.stream().limit(2).map(String::valueOf).toList();
    }
  }

  // ---- values

  /** Calls of a counter. */
  @Param(name = "small", gen = IntGen.class, conf = "0:2")
  public static final class CounterCalls {

    private final List<DistributedCounter> counters =
        forEachThread(client -> client.counter("/counter"));

    @Operation
    public long increment(
        @Param(gen = ThreadIdGen.class) int thread, @Param(name = "small") int amount) {
      return counters.get(thread).increment(amount);
    }

    @Operation
    public boolean compareAndSet(
        @Param(gen = ThreadIdGen.class) int thread,
        @Param(name = "small") int expected,
        @Param(name = "small") int update) {
      return counters.get(thread).compareAndSet(expected, update);
    }

    @Operation
    public long get(@Param(gen = ThreadIdGen.class) int thread) {
      return counters.get(thread).get();
    }
  }

  /** A number. */
  public static final class CounterModel {

    private long value;

    public long increment(int thread, int amount) {
      value += amount;
      return value;
    }

    public boolean compareAndSet(int thread, int expected, int update) {
      boolean equal = value == expected;
      value = equal ? update : value;
      return equal;
    }

    public long get(int thread) {
      return value;
    }
  }

  /** Calls of a queue, whose items have one priority. */
  @Param(name = "item", gen = IntGen.class, conf = "1:9")
  public static final class QueueCalls {

    private final List<DistributedQueue<String>> queues =
        forEachThread(client -> client.queue("/queue", Codec.utf8()));

    @Operation
    public void put(@Param(gen = ThreadIdGen.class) int thread, @Param(name = "item") int item) {
      queues.get(thread).put(Integer.toString(item));
    }

    @Operation
    public String poll(@Param(gen = ThreadIdGen.class) int thread) {
      return queues.get(thread).poll().orElse("nothing");
    }

    @Operation
    public int size(@Param(gen = ThreadIdGen.class) int thread) {
      return queues.get(thread).size();
    }
  }

  /** Items in a row. */
  public static final class QueueModel {

    private final Queue<String> items = new ArrayDeque<>();

    public void put(int thread, int item) {
      items.add(Integer.toString(item));
    }

    public String poll(int thread) {
      String first = items.poll();
      return first == null ? "nothing" : first;
    }

    public int size(int thread) {
      return items.size();
    }
  }
}
