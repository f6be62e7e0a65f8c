package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.inmemory.InMemoryCoordination;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StagesTest {

  private final List<String> done = Collections.synchronizedList(new ArrayList<>());

  @Test
  void nobodyBeginsAStageBeforeAllHaveEndedTheOneBefore() {
    try (InMemoryCoordination store = InMemoryCoordination.create()) {
      Stream.of("one", "two", "three")
          .map(name -> CompletableFuture.runAsync(() -> work(store, name)))
          .toList()
          .forEach(CompletableFuture::join);
    }
    assertThat(done.subList(0, 3)).containsOnly("load");
    assertThat(done.subList(3, 6)).containsOnly("check");
    assertThat(done.subList(6, 9)).containsOnly("store");
  }

  private void work(InMemoryCoordination store, String name) {
    try (var client = store.connect(name)) {
      new Stages(client.barrier("/import", 3))
          .run(List.of(() -> done.add("load"), () -> done.add("check"), () -> done.add("store")));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
