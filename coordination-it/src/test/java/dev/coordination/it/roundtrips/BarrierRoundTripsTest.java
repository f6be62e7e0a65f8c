package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.DistributedDoubleBarrier;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.it.Onlooker;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What barriers and double barriers cost through a slow link, in round trips. */
class BarrierRoundTripsTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final Table TABLE = new Table();

  @AfterAll
  static void printTable() {
    System.out.println(TABLE);
  }

  private static String newPath() {
    return "/barrier-round-trips-" + PATHS.incrementAndGet();
  }

  private static Future<Boolean> start(Callable<Boolean> wait) {
    return Bounded.start(wait);
  }

  @ParameterizedTest
  @EnumSource
  void anOpenBarrier(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 1)) {
      var barrier = clients.get(0).barrier(newPath());
      TABLE.judge(
          Operation.BARRIER_OPEN,
          backend,
          clients.median(
              watch -> {
                watch.start();
                assertThat(barrier.await(LONG)).isTrue();
                watch.stop();
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoEntersADoubleBarrierLast(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 2);
        var onlooker = new Onlooker(TestServer.shared())) {
      String path = newPath();
      onlooker.create(path);
      DistributedDoubleBarrier first = clients.get(0).doubleBarrier(path, 2);
      DistributedDoubleBarrier last = clients.get(1).doubleBarrier(path, 2);
      TABLE.judge(
          Operation.DOUBLE_BARRIER_LAST,
          backend,
          clients.median(
              watch -> {
                var entering = start(() -> first.enter(LONG));
                assertThat(onlooker.awaitInLine(path, 1)).hasSize(1);
                watch.start();
                assertThat(last.enter(LONG)).isTrue();
                watch.stop();
                assertThat(Bounded.get(entering)).isTrue();
                var leaving = start(() -> first.leave(LONG));
                assertThat(last.leave(LONG)).isTrue();
                assertThat(Bounded.get(leaving)).isTrue();
              }));
    }
  }
}
