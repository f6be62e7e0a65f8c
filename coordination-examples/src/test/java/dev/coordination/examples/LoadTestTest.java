package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.inmemory.InMemoryCoordination;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LoadTestTest {

  private final CountDownLatch under = new CountDownLatch(3);

  @Test
  void theLoadIsPutOnByAllAtOnce() {
    try (InMemoryCoordination store = InMemoryCoordination.create()) {
      List<CompletableFuture<Boolean>> measured =
          Stream.of("one", "two", "three")
              .map(name -> CompletableFuture.supplyAsync(() -> measure(store, name)))
              .toList();
      assertThat(measured).allSatisfy(one -> assertThat(one.join()).isTrue());
    }
  }

  private boolean measure(InMemoryCoordination store, String name) {
    try (var client = store.connect(name)) {
      return new LoadTest(client.doubleBarrier("/load", 3)).run(this::load);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  /** Ends when all are under way: nobody would ever if one of them came later. */
  private boolean load() throws InterruptedException {
    under.countDown();
    return under.await(10, TimeUnit.SECONDS);
  }
}
