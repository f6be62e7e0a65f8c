package dev.coordination.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.PartitionOptions;
import dev.coordination.Party;
import dev.coordination.SetPartitioner;
import java.time.Duration;
import java.util.List;

/** Every recipe, used by who may, and left with something in it. */
public final class Uses {

  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration BOUND = Duration.ofSeconds(30);

  private static final PartitionOptions<String> SOON =
      PartitionOptions.<String>defaults().withTimeBoundary(Duration.ofMillis(50));

  private Uses() {}

  /**
   * Uses every recipe once.
   *
   * @param client the client
   */
  public static void everyRecipe(CoordinationClient client) throws InterruptedException {
    held(client.lock("/lock").acquire());
    held(client.writeLock("/rw").acquire());
    held(client.readLock("/rw").acquire());
    held(client.semaphore("/semaphore", 2).acquire());
    String done = client.election("/election").run(leadership -> "led");
    assertThat(done).isEqualTo("led");
    var queue = client.queue("/queue", Codec.utf8());
    queue.putAll(List.of("one", "two"));
    assertThat(queue.take()).isEqualTo("one");
    var locking = client.lockingQueue("/locking", Codec.utf8());
    locking.putAll(List.of("one", "two"));
    locking.take().consume();
    assertThat(client.counter("/counter").increment()).isOne();
    joined(client.party("/party"), client.identifier());
    joined(client.shallowParty("/shallow"), client.identifier());
    assertThat(client.nonBlockingLease("/lease", LEASE).tryAcquire()).isPresent();
    assertThat(client.multiNonBlockingLease("/leases", 3, LEASE).tryAcquireAll()).isPresent();
    divided(client);
  }

  private static void held(Hold hold) {
    assertThat(hold.isHeld()).isTrue();
    hold.release();
  }

  private static void joined(Party party, String identifier) {
    party.join();
    assertThat(party.members()).containsExactly(identifier);
    party.leave();
  }

  private static void divided(CoordinationClient client) throws InterruptedException {
    try (SetPartitioner<String> set = client.setPartitioner("/set", List.of("a", "b"), SOON)) {
      assertThat(set.awaitAcquired(BOUND)).isTrue();
      assertThat(set.acquired()).containsExactlyInAnyOrder("a", "b");
    }
  }
}
