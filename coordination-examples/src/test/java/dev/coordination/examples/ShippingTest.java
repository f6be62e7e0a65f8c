package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.LockingQueue;
import dev.coordination.inmemory.InMemoryCoordination;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShippingTest {

  private final InMemoryCoordination store = InMemoryCoordination.createWithVirtualTime();
  private final CoordinationClient shop = store.connect("shop");
  private final CoordinationClient warehouse = store.connect("warehouse");
  private final List<String> shipped = new CopyOnWriteArrayList<>();
  private final Thread worker = store.track(new Thread(this::work));

  @AfterEach
  void close() throws InterruptedException {
    worker.interrupt();
    worker.join();
    store.close();
  }

  private LockingQueue<String> orders(CoordinationClient client) {
    return client.lockingQueue("/orders", Codec.utf8());
  }

  private void work() {
    try {
      new Shipping(orders(warehouse), (order, token) -> shipped.add(order)).work();
    } catch (InterruptedException e) {
      // Its end.
    }
  }

  @Test
  void whatAWorkerThatDiedHadBegunIsDoneByTheNext() throws InterruptedException {
    orders(shop).put("order 1");
    orders(shop).put("order 2");
    CoordinationClient unlucky = store.connect("unlucky");
    ClaimedItem<String> begun = orders(unlucky).take();
    assertThat(begun.value()).isEqualTo("order 1");

    worker.start();
    store.settle();
    assertThat(shipped).containsExactly("order 2");

    store.kill(unlucky);
    store.advance(Duration.ofMinutes(1));
    store.settle();
    assertThat(shipped).containsExactly("order 2", "order 1");
    assertThat(orders(shop).size()).isZero();
  }
}
