package dev.coordination.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.HoldState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a unit test of a service looks like that must not act when it may no longer be alone. */
class FirstTest {

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final CoordinationClient alice = space.connect("alice");
  private final CoordinationClient bob = space.connect("bob");

  /** The service: publishes as long as it holds the lock, and refuses afterwards. */
  private record Publisher(Hold hold, List<String> published) {

    boolean publish(String report) {
      return hold.isHeld() && published.add(report + " #" + hold.fencingToken());
    }
  }

  @Test
  void aPublisherThatLostItsSessionRefuses() throws InterruptedException {
    Hold hold = alice.lock("/reports/daily").acquire();
    Publisher publisher = new Publisher(hold, new ArrayList<>());
    assertThat(publisher.publish("Monday")).isTrue();

    space.expireSession(alice);

    assertThat(publisher.publish("Tuesday")).isFalse();
    assertThat(publisher.published()).hasSize(1);
  }

  @Test
  void aPublisherThatIsCutOffStopsBeforeAnotherOneStarts() throws InterruptedException {
    Hold hold = alice.lock("/reports/daily").acquire();
    CompletableFuture<Hold> next = bob.lock("/reports/daily").acquireAsync();

    space.disconnect(alice);
    assertThat(hold.state()).isEqualTo(HoldState.SUSPECT);
    assertThat(hold.remaining()).isGreaterThan(Duration.ofSeconds(9));

    space.advance(hold.remaining());
    assertThat(hold.state()).isEqualTo(HoldState.LOST);
    assertThat(next).isNotDone();

    space.advance(Duration.ofSeconds(1));
    assertThat(next).isCompletedWithValueMatching(Hold::isHeld);
    assertThat(next.join().fencingToken()).isGreaterThan(hold.fencingToken());
  }
}
