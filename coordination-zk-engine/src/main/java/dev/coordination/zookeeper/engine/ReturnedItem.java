package dev.coordination.zookeeper.engine;

import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import java.util.concurrent.CompletableFuture;

/** An item that this client has removed already, for a taker that did not want it any more. */
final class ReturnedItem implements FoundItem {

  private final EngineClient engine;
  private final QueueReader reader;
  private final ItemName name;
  private final byte[] payload;

  ReturnedItem(EngineClient engine, QueueReader reader, ItemName name, byte[] payload) {
    this.engine = engine;
    this.reader = reader;
    this.name = name;
    this.payload = payload;
  }

  @Override
  public byte[] payload() {
    return payload;
  }

  @Override
  public CompletableFuture<Boolean> remove() {
    engine.run(reader::decided);
    return CompletableFuture.completedFuture(true);
  }

  @Override
  public void leave() {
    engine.run(reader::decided);
    passOn();
  }

  @Override
  public void passOn() {
    engine.run(() -> engine.queues().passOn(reader.path(), name, payload));
  }

  @Override
  public void passOnIfRemoved() {
    passOn();
  }
}
