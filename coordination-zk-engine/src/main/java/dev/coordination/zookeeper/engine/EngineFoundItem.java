package dev.coordination.zookeeper.engine;

import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import dev.coordination.support.Scheduler;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An item that one taker of this client may remove. */
final class EngineFoundItem implements FoundItem, Marks.Outcome {

  private static final Logger log = LoggerFactory.getLogger(EngineFoundItem.class);

  private final EngineClient engine;
  private final QueueReader reader;
  private final ItemName name;
  private final byte[] payload;
  private final CompletableFuture<Boolean> removal = new CompletableFuture<>();
  private boolean sent;
  private boolean everSent;
  private boolean applied;
  private boolean abandoned;

  EngineFoundItem(EngineClient engine, QueueReader reader, ItemName name, byte[] payload) {
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
    Scheduler.Timer timer =
        engine.scheduler().schedule(engine.operationTimeout(), () -> engine.run(this::late));
    var unused = removal.whenComplete((mine, failure) -> timer.cancel());
    engine.run(() -> engine.whenConnected(this::send, removal::isDone));
    return removal;
  }

  @Override
  public void leave() {
    engine.run(() -> reader.left(name, !everSent));
  }

  @Override
  public void passOn() {
    engine.queues().noteReturned();
    engine.run(this::passOnNow);
  }

  @Override
  public void passOnIfRemoved() {
    engine.queues().noteReturned();
    engine.run(
        () -> {
          abandoned = true;
          if (applied) {
            passOnNow();
          } else if (!sent) {
            warnOfLoss();
          }
        });
  }

  @Override
  public void applied(@Nullable List<OpResult> results, long zxid) {
    applied = true;
    reader.removed(name);
    removal.complete(true);
    if (abandoned) {
      passOnNow();
    }
  }

  @Override
  public void refused(ZnodeException failure) {
    if (failure.code() == Code.NO_NODE) {
      reader.missed(name);
      removal.complete(false);
    } else {
      reader.left(name, false);
      removal.completeExceptionally(ZnodeFailures.toApi(failure, reader.path()));
    }
  }

  @Override
  public void notApplied() {
    sent = false;
    if (removal.isDone()) {
      reader.left(name, false); // the caller has been told that nobody knows
    } else {
      engine.whenConnected(this::send, removal::isDone);
    }
  }

  @Override
  public void unknown() {
    sent = false;
    if (abandoned) {
      warnOfLoss();
    }
    reader.lost(name);
    failUnknown();
  }

  private void send(LiveSession session) {
    if (removal.isDone()) {
      return;
    }
    sent = true;
    Op delete = new Op.Delete(reader.path() + "/" + name.text(), ZnodeSession.ANY);
    reader.marks().send(session, List.of(delete), this);
    if (!everSent) {
      everSent = true;
      reader.removing(session);
    }
  }

  private void late() {
    if (removal.isDone()) {
      return;
    }
    if (sent) {
      failUnknown(); // what becomes of it is still followed
    } else {
      removal.completeExceptionally(
          new ServiceUnavailableException(
              "no connection in time to take an item from " + reader.path()));
      reader.left(name, !everSent);
    }
  }

  private void passOnNow() {
    engine.queues().passOn(reader.path(), name, payload);
  }

  private void warnOfLoss() {
    log.warn("{} of {} was perhaps removed for nobody", name.text(), reader.path());
  }

  private void failUnknown() {
    removal.completeExceptionally(
        new OutcomeUnknownException(
            "the removal of %s from %s was sent and its outcome cannot be found out"
                .formatted(name.text(), reader.path()),
            null,
            payload));
  }
}
