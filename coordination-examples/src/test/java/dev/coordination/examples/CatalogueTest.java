package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.inmemory.InMemoryCoordination;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {

  @Test
  void readersMeetAndAWriterIsAlone() throws InterruptedException {
    try (InMemoryCoordination store = InMemoryCoordination.create()) {
      var lock = store.connect("one").readWriteLock("/catalogue");
      var other = store.connect("two").readWriteLock("/catalogue");
      Catalogue here = new Catalogue(lock);
      assertThat(here.read(() -> other.readLock().tryAcquire().isPresent())).isTrue();
      List<Long> tokens = new ArrayList<>();
      new Catalogue(store.connect("three").readWriteLock("/elsewhere")).rebuild(tokens::add);
      assertThat(tokens).singleElement().satisfies(token -> assertThat(token).isPositive());
    }
  }

  @Test
  void whoRebuildsKeepsReadersOut() throws InterruptedException {
    try (InMemoryCoordination store = InMemoryCoordination.create()) {
      var other = store.connect("two").readWriteLock("/catalogue");
      new Catalogue(store.connect("one").readWriteLock("/catalogue"))
          .rebuild(token -> assertThat(other.readLock().tryAcquire()).isEmpty());
      assertThat(other.readLock().tryAcquire()).isPresent();
    }
  }
}
