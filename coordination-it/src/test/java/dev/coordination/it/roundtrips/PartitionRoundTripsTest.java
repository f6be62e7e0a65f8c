package dev.coordination.it.roundtrips;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.PartitionOptions;
import dev.coordination.SetPartitioner;
import dev.coordination.it.Backend;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What dividing a set costs through a slow link, in round trips. */
class PartitionRoundTripsTest {

  private static final AtomicInteger PATHS = new AtomicInteger();
  private static final List<Integer> ITEMS = IntStream.range(0, 5).boxed().toList();
  private static final PartitionOptions<Integer> AT_ONCE =
      PartitionOptions.<Integer>defaults().withTimeBoundary(Duration.ZERO);
  private static final Table TABLE = new Table();

  @AfterAll
  static void printTable() {
    System.out.println(TABLE);
  }

  /** From giving a share back to having one again. */
  @ParameterizedTest
  @EnumSource
  void divide(Backend backend) throws InterruptedException {
    try (var clients = new SlowClients(backend, 1)) {
      String path = "/partition-round-trips-" + PATHS.incrementAndGet();
      SetPartitioner<Integer> set = clients.get(0).setPartitioner(path, ITEMS, AT_ONCE);
      assertThat(set.awaitAcquired(Duration.ofSeconds(30))).isTrue();
      TABLE.judge(
          Operation.PARTITION,
          backend,
          clients.median(
              watch -> {
                watch.start();
                set.releaseSet();
                boolean acquired = set.awaitAcquired(Duration.ofSeconds(30));
                watch.stop();
                assertThat(acquired).isTrue();
              }));
      set.finish();
    }
  }
}
