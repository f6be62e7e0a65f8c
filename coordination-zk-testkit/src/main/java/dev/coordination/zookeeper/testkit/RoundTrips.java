package dev.coordination.zookeeper.testkit;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/**
 * Counts the round trips that an operation waits for, by its time over a slow link: with 10 ms in
 * each direction every round trip takes 20 ms and little more.
 *
 * <p>How much more depends on what else the machine is doing. So the unit is not 20 ms but the time
 * of one known round trip, a plain write, measured alternately with the operation; and the result
 * is the quotient of the two medians.
 *
 * <pre>{@code
 * double trips =
 *     RoundTrips.through(proxyOfA, proxyOfB).median(watch -> {
 *       Hold first = lockOfA.acquire();
 *       CompletableFuture<Hold> next = lockOfB.acquireAsync();
 *       awaitContenders(2);
 *       watch.start();
 *       first.releaseAsync();
 *       Hold second = next.join();
 *       watch.stop();
 *       second.release();
 *     });
 * assertThat(trips).isEqualTo(1, within(RoundTrips.TOLERANCE));
 * }</pre>
 */
public final class RoundTrips {

  /** By how much a median may differ from the whole number that it stands for. */
  public static final double TOLERANCE = 0.45;

  private static final Duration EACH_WAY = Duration.ofMillis(10);
  private static final Duration SESSION = Duration.ofSeconds(30);

  /** Run without delay beforehand, so that what is measured is compiled. */
  private static final int WARM_UPS = 50;

  private static final int RUNS = 21;

  /** How often a measurement repeats its run, warming up included. */
  public static final int TIMES = WARM_UPS + RUNS;

  /**
   * One run: prepares, times what is to be measured, and puts things back.
   *
   * @param <X> what it may throw, which ends the measurement
   */
  @FunctionalInterface
  public interface Run<X extends Exception> {
    /**
     * Runs once.
     *
     * @param watch to be started and stopped, once each
     * @throws X if it fails
     */
    void run(Stopwatch watch) throws X;
  }

  /** Times one run. */
  public static final class Stopwatch {
    private long started;
    private long nanos = -1;

    private Stopwatch() {}

    /** What is to be measured begins. */
    public void start() {
      started = System.nanoTime();
    }

    /** What is to be measured has ended. */
    public void stop() {
      nanos = System.nanoTime() - started;
    }

    /**
     * What is to be measured took so long by the clock of another process, instead.
     *
     * @param measured in nanoseconds
     */
    public void took(long measured) {
      nanos = measured;
    }

    private long nanos() {
      if (nanos < 0) {
        throw new IllegalStateException("the run did not start and stop its watch");
      }
      return nanos;
    }
  }

  private final List<FaultProxy> proxies;

  private RoundTrips(List<FaultProxy> proxies) {
    this.proxies = proxies;
  }

  /**
   * Measures over the given links, which are slow during the measurement and without delay
   * afterwards.
   *
   * @param proxies the links of all clients that take part
   */
  public static RoundTrips through(FaultProxy... proxies) {
    return new RoundTrips(List.of(proxies));
  }

  /**
   * Repeats a run and returns how many round trips it takes.
   *
   * @param run what to repeat
   * @return the median, about a whole number
   * @throws X if a run fails
   */
  public <X extends Exception> double median(Run<X> run) throws X {
    for (int i = 0; i < WARM_UPS; i++) {
      time(run);
    }
    try (var unit = new Unit(proxies.get(0).serverAddress().getPort())) {
      delay(EACH_WAY);
      var trips = new double[RUNS];
      for (int i = 0; i < RUNS; i++) {
        trips[i] = (double) time(run) / unit.nanos();
      }
      Arrays.sort(trips);
      return trips[RUNS / 2];
    } finally {
      delay(Duration.ZERO);
    }
  }

  private static <X extends Exception> long time(Run<X> run) throws X {
    var watch = new Stopwatch();
    run.run(watch);
    return watch.nanos();
  }

  private void delay(Duration eachWay) {
    proxies.forEach(proxy -> proxy.delay(eachWay));
  }

  /** One round trip: a write over a slow link of its own. */
  private static final class Unit implements AutoCloseable {
    private final FaultProxy proxy;
    private final ZooKeeper client;
    private final String path;

    Unit(int serverPort) {
      proxy = new FaultProxy(serverPort);
      client = PlainClient.connect(proxy.connectString(), SESSION);
      path = "/round-trip-" + client.getSessionId();
      PlainClient.run(
          () -> client.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL));
      proxy.delay(EACH_WAY);
    }

    long nanos() {
      return time(
          watch -> {
            watch.start();
            PlainClient.run(() -> client.setData(path, new byte[0], -1));
            watch.stop();
          });
    }

    @Override
    public void close() {
      proxy.delay(Duration.ZERO);
      PlainClient.close(client);
      proxy.close();
    }
  }
}
