package dev.coordination.inmemory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Time that moves by hand, and threads that come to rest. */
class VirtualTimeTest {

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();
  private final CoordinationClient client = space.connect();
  private final DistributedLock lock = client.lock("/lock");
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  private interface Body {
    void run() throws InterruptedException;
  }

  private void occupyTheLock() {
    var unused = lock.tryAcquire().orElseThrow();
  }

  private Thread start(Body body) {
    Thread thread =
        space.track(
            new Thread(
                () -> {
                  try {
                    body.run();
                  } catch (InterruptedException e) {
                    events.add("interrupted");
                  }
                }));
    thread.start();
    return thread;
  }

  @Test
  void timeStandsStillUntilItIsMoved() {
    occupyTheLock();
    start(() -> events.add("got " + lock.tryAcquire(Duration.ofDays(1)).isPresent()));
    space.settle();
    assertThat(events).isEmpty();
    space.advance(Duration.ofDays(1).minusNanos(1));
    assertThat(events).isEmpty();
    space.advance(Duration.ofNanos(1));
    assertThat(events).containsExactly("got false");
  }

  @Test
  void timersRunInOrderAndTheirEffectsAtTheirTime() {
    Hold hold = lock.tryAcquire().orElseThrow();
    var origin = space.wallClock().instant();
    start(
        () -> {
          for (int i = 1; i <= 3; i++) {
            Optional<Hold> none = lock.tryAcquire(Duration.ofSeconds(2));
            var passed = Duration.between(origin, space.wallClock().instant());
            events.add("tries " + none.isPresent() + " at " + passed.toSeconds());
          }
        });
    start(
        () -> {
          var none = lock.tryAcquire(Duration.ofSeconds(3));
          events.add("waits " + none.isPresent());
        });
    space.settle();
    space.advance(Duration.ofSeconds(10));
    assertThat(events)
        .containsExactly("tries false at 2", "waits false", "tries false at 4", "tries false at 6");
    assertThat(space.store().contenders("/lock")).hasSize(1);
    hold.release();
  }

  @Test
  void whenTimeHasMovedCallbacksHaveRun() {
    occupyTheLock();
    List<CompletableFuture<Void>> steps = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      CoordinationClient other = space.connect();
      Hold hold = other.lock("/other" + i).tryAcquire().orElseThrow();
      steps.add(
          hold.ended()
              .thenAccept(state -> other.counter("/counter").increment())
              .toCompletableFuture());
      hold.release();
    }
    space.settle();
    assertThat(steps).allMatch(CompletableFuture::isDone);
    assertThat(client.counter("/counter").get()).isEqualTo(100);
  }

  @Test
  void settlingWaitsForThreadsThatWereJustWoken() {
    for (int i = 0; i < 200; i++) {
      Hold hold = lock.tryAcquire().orElseThrow();
      start(
          () -> {
            try (Hold mine = lock.acquire()) {
              events.add("held by " + mine.identifier());
            }
            events.add("released");
          });
      space.settle();
      hold.release();
      space.settle();
      assertThat(events).hasSize(2 * (i + 1));
    }
  }

  @Test
  void settlingWaitsForThreadsThatWereInterrupted() throws InterruptedException {
    occupyTheLock();
    Thread waiter = start(() -> events.add("got " + lock.acquire()));
    space.settle();
    waiter.interrupt();
    space.settle();
    assertThat(events).containsExactly("interrupted");
    assertThat(space.store().contenders("/lock")).hasSize(1);
    waiter.join();
  }

  @Test
  void anInterruptOfTheSettlingThreadIsKept() {
    occupyTheLock();
    start(() -> events.add("got " + lock.tryAcquire(Duration.ofSeconds(1)).isPresent()));
    Thread.currentThread().interrupt();
    space.advance(Duration.ofSeconds(1));
    assertThat(Thread.interrupted()).isTrue();
    assertThat(events).containsExactly("got false");
  }

  @Test
  void aThreadThatWaitsForSomethingElseIsAtRest() throws InterruptedException {
    CountDownLatch latch = new CountDownLatch(1);
    Thread waiter =
        start(
            () -> {
              client.counter("/counter").increment();
              latch.await();
            });
    space.settle();
    assertThat(client.counter("/counter").get()).isEqualTo(1);
    assertThat(waiter.getState()).isEqualTo(Thread.State.WAITING);
    latch.countDown();
    waiter.join();
  }

  @Test
  void aThreadThatDoesNotRestIsNamed() throws InterruptedException {
    Threads threads = new Threads(Duration.ofMillis(20));
    CountDownLatch end = new CountDownLatch(1);
    Thread busy =
        new Thread(
            () -> {
              while (end.getCount() > 0) {
                Thread.onSpinWait();
              }
            },
            "busy one");
    threads.add(busy);
    busy.start();
    assertThatIllegalStateException()
        .isThrownBy(() -> threads.settle(() -> 0))
        .withMessageContaining("busy one");
    end.countDown();
    busy.join();
  }

  @Test
  void twoThreadsMaySettleAtOnce() throws InterruptedException {
    Thread other = start(space::settle);
    space.settle();
    other.join();
  }

  @Test
  void timeDoesNotRunBackwardsAndOnAMachinesClockNotByHand() {
    assertThatIllegalArgumentException().isThrownBy(() -> space.advance(Duration.ofNanos(-1)));
    assertThatIllegalStateException()
        .isThrownBy(() -> InMemoryCoordination.create().advance(Duration.ofSeconds(1)));
  }

  @Test
  void anEternityMayPass() {
    Hold hold = lock.tryAcquire().orElseThrow();
    space.advance(Duration.ofDays(365_000));
    assertThat(hold.isHeld()).isTrue();
    start(() -> events.add("got " + lock.tryAcquire(Duration.ofSeconds(1)).isPresent()));
    space.settle();
    space.advance(Duration.ofSeconds(1));
    assertThat(events).containsExactly("got false");
  }
}
