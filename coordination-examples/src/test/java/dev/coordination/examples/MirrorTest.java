package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.inmemory.InMemoryCoordination;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MirrorTest {

  @Test
  void oneTooManyDoesNotDownload() throws InterruptedException {
    try (InMemoryCoordination store = InMemoryCoordination.create()) {
      var elsewhere = store.connect("two").semaphore("/mirror", 1);
      Mirror mirror = new Mirror(store.connect("one").semaphore("/mirror", 1));
      assertThat(mirror.fetch(() -> {}, Duration.ZERO)).isTrue();
      var permit = elsewhere.acquire();
      Runnable never = () -> assertThat(permit.isHeld()).as("downloads beside it").isFalse();
      assertThat(mirror.fetch(never, Duration.ZERO)).isFalse();
      permit.release();
      assertThat(mirror.fetch(never, Duration.ZERO)).isTrue();
    }
  }
}
