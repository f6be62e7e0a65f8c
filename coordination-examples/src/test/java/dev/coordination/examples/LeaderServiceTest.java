package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.Leadership;
import dev.coordination.inmemory.InMemoryCoordination;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With several threads, {@code settle()} says when all of them have done what they could. */
class LeaderServiceTest {

  private final InMemoryCoordination store = InMemoryCoordination.createWithVirtualTime();
  private final CoordinationClient first = store.connect("first");
  private final CoordinationClient second = store.connect("second");
  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Leadership> terms = new ArrayDeque<>();

  @AfterEach
  void close() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
      thread.join();
    }
    store.close();
  }

  @Test
  void leadershipPassesOnAndComesBack() {
    serve(first);
    serve(second);
    Leadership ofFirst = nextTerm();
    store.expireSession(first);
    Leadership ofSecond = nextTerm();
    assertThat(ofSecond.identifier()).isEqualTo("second");
    assertThat(ofSecond.fencingToken()).isGreaterThan(ofFirst.fencingToken());
    store.expireSession(second);
    assertThat(nextTerm().identifier()).isEqualTo("first");
  }

  private void serve(CoordinationClient client) {
    LeaderService service = new LeaderService(client.election("/leader"), this::lead);
    Thread thread = store.track(new Thread(() -> serve(service)));
    threads.add(thread);
    thread.start();
    store.settle();
  }

  private static void serve(LeaderService service) {
    try {
      service.serve();
    } catch (InterruptedException e) {
      // Its end.
    }
  }

  /** Leads until interrupted. */
  private Void lead(Leadership leadership) throws InterruptedException {
    synchronized (terms) {
      terms.add(leadership);
    }
    try {
      return new CompletableFuture<Void>().get();
    } catch (ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private Leadership nextTerm() {
    store.settle();
    synchronized (terms) {
      return terms.remove();
    }
  }
}
