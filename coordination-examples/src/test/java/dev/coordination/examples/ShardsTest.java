package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.inmemory.InMemoryCoordination;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.junit.jupiter.api.Test;

class ShardsTest {

  private static final Duration QUIET = Duration.ofSeconds(31);
  private static final List<String> NAMES = List.of("s1", "s2", "s3", "s4");

  private final InMemoryCoordination store = InMemoryCoordination.createWithVirtualTime();
  private final Map<String, Long> here = new ConcurrentSkipListMap<>();
  private final Map<String, Long> there = new ConcurrentSkipListMap<>();

  private static Shards shards(CoordinationClient client, Map<String, Long> reads) {
    Shards.Reader reader =
        new Shards.Reader() {
          @Override
          public void start(String shard, long token) {
            reads.put(shard, token);
          }

          @Override
          public void stop(String shard) {
            reads.remove(shard);
          }
        };
    return new Shards(client, NAMES, reader, Runnable::run);
  }

  private void wait(Duration time) {
    store.advance(time);
    store.settle();
  }

  @Test
  void oneProcessReadsEachShard() {
    CoordinationClient first = store.connect("first");
    CoordinationClient second = store.connect("second");
    shards(first, here);
    wait(QUIET);
    assertThat(here).hasSize(4);
    Map<String, Long> alone = Map.copyOf(here);
    Shards other = shards(second, there);
    wait(QUIET);
    wait(QUIET);
    assertThat(here).hasSize(2);
    assertThat(alone).containsAllEntriesOf(here);
    assertThat(there).hasSize(2).doesNotContainKeys(here.keySet().toArray(String[]::new));
    there.forEach((shard, token) -> assertThat(token).isGreaterThan(alone.get(shard)));
    other.close();
    wait(QUIET);
    assertThat(here.keySet()).isEqualTo(alone.keySet());
    assertThat(there).isEmpty();
  }

  @Test
  void whoLosesItsSessionBeginsAnew() {
    CoordinationClient client = store.connect("client");
    shards(client, here);
    wait(QUIET);
    Map<String, Long> before = Map.copyOf(here);
    store.expireSession(client);
    wait(QUIET);
    assertThat(here.keySet()).isEqualTo(before.keySet());
    here.forEach((shard, token) -> assertThat(token).isGreaterThan(before.get(shard)));
  }
}
