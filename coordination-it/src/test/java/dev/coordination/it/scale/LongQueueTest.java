package dev.coordination.it.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.Codec;
import dev.coordination.DistributedQueue;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.it.Backend;
import dev.coordination.zookeeper.testkit.ClientFactory.Opened;
import dev.coordination.zookeeper.testkit.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A backlog of a hundred thousand items, whose names take more than a reply usually may have. */
class LongQueueTest {

  private static final int ITEMS = 100_000;
  private static final int BATCH = 1_000;
  private static final int AT_ONCE = 64;
  private static final Duration SESSION = Duration.ofSeconds(30);

  private static TestServer server;

  @BeforeAll
  static void fill() {
    server = TestServer.start();
    try (var raw = open(Backend.RAW)) {
      DistributedQueue<String> queue = queue(raw);
      for (int first = 0; first < ITEMS; first += BATCH) {
        queue.putAll(values(first, first + BATCH));
      }
    }
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Opened open(Backend backend) {
    return backend.connect(server.connectString(), SESSION, "client");
  }

  private static DistributedQueue<String> queue(Opened opened) {
    return opened.client().queue("/backlog", Codec.utf8());
  }

  private static List<String> values(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "item " + i).toList();
  }

  @Test
  void itIsDrainedInOrderByWhoeverTakesItsList() {
    curatorSaysWhichSettingIsTooSmall();
    try (var raw = open(Backend.RAW)) {
      DistributedQueue<String> queue = queue(raw);
      assertThat(queue.size()).isEqualTo(ITEMS);
      assertThat(drained(queue)).isEqualTo(values(0, ITEMS));
      assertThat(queue.size()).isZero();
    }
  }

  private static void curatorSaysWhichSettingIsTooSmall() {
    try (var curator = open(Backend.CURATOR)) {
      assertThatThrownBy(() -> queue(curator).poll(Duration.ofMinutes(1)))
          .isInstanceOf(ServiceUnavailableException.class)
          .hasMessageContaining("jute.maxbuffer");
    }
  }

  private static List<String> drained(DistributedQueue<String> queue) {
    List<String> taken = new ArrayList<>(ITEMS);
    List<CompletableFuture<String>> taking = new ArrayList<>();
    while (taken.size() < ITEMS) {
      while (taking.size() < AT_ONCE && taken.size() + taking.size() < ITEMS) {
        taking.add(queue.takeAsync());
      }
      taken.add(taking.remove(0).join());
    }
    return taken;
  }
}
