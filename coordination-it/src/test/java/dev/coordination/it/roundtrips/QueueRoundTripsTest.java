package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import dev.coordination.LockingQueue;
import dev.coordination.it.Backend;
import dev.coordination.zookeeper.testkit.RoundTrips;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What queues cost through a slow link, in round trips. */
class QueueRoundTripsTest {

  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final Table TABLE = new Table();

  @AfterAll
  static void printTable() {
    System.out.println(TABLE);
  }

  private static String newPath() {
    return "/queue-round-trips-" + PATHS.incrementAndGet();
  }

  private static List<String> items(int count) {
    return IntStream.range(0, count).mapToObj(i -> "item " + i).toList();
  }

  @ParameterizedTest
  @EnumSource
  void put(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      DistributedQueue<String> queue = clients.get(0).queue(newPath(), Codec.utf8());
      queue.put("the first one makes the path");
      TABLE.judge(
          Operation.QUEUE_PUT,
          backend,
          clients.median(
              watch -> {
                watch.start();
                queue.put("item");
                watch.stop();
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void pollCold(Backend backend) {
    try (var clients = new SlowClients(backend, 2)) {
      TABLE.judge(
          Operation.QUEUE_POLL_COLD,
          backend,
          clients.median(
              watch -> {
                String path = newPath();
                clients.get(1).queue(path, Codec.utf8()).put("item");
                DistributedQueue<String> queue = clients.get(0).queue(path, Codec.utf8());
                watch.start();
                var item = queue.poll();
                watch.stop();
                assertThat(item).contains("item");
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void pollDraining(Backend backend) {
    try (var clients = new SlowClients(backend, 1)) {
      DistributedQueue<String> queue = clients.get(0).queue(newPath(), Codec.utf8());
      queue.putAll(items(1 + RoundTrips.TIMES));
      assertThat(queue.poll()).contains("item 0");
      TABLE.judge(
          Operation.QUEUE_POLL_DRAINING,
          backend,
          clients.median(
              watch -> {
                watch.start();
                var item = queue.poll();
                watch.stop();
                assertThat(item).isPresent();
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void claimCold(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 2)) {
      TABLE.judge(
          Operation.CLAIM_COLD,
          backend,
          clients.median(
              watch -> {
                String path = newPath();
                LockingQueue<String> his = clients.get(1).lockingQueue(path, Codec.utf8());
                his.putAll(items(2));
                his.take().consume(); // all that a queue needs is there
                LockingQueue<String> queue = clients.get(0).lockingQueue(path, Codec.utf8());
                watch.start();
                var item = queue.take();
                watch.stop();
                assertThat(item.value()).isEqualTo("item 1");
              }));
    }
  }

  @ParameterizedTest
  @EnumSource
  void claimWarmAndConsume(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 1)) {
      LockingQueue<String> queue = clients.get(0).lockingQueue(newPath(), Codec.utf8());
      queue.putAll(items(1 + 2 * RoundTrips.TIMES));
      queue.take().consume();
      TABLE.judge(
          Operation.CLAIM_WARM,
          backend,
          clients.median(
              watch -> {
                watch.start();
                ClaimedItem<String> item = queue.take();
                watch.stop();
                item.consume();
              }));
      TABLE.judge(
          Operation.CONSUME,
          backend,
          clients.median(
              watch -> {
                ClaimedItem<String> item = queue.take();
                watch.start();
                item.consume();
                watch.stop();
              }));
    }
  }
}
