package dev.coordination.zookeeper.engine.client;

import dev.coordination.zookeeper.engine.ZnodeException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The requests of one session: knows those without reply, so that the end of the session leaves
 * none of them waiting, and answers none of them later.
 */
final class Requests {

  /** Sends one request, whose callback settles the reply. */
  interface Request<T extends @Nullable Object> {
    void send(Reply<T> reply) throws ZnodeException;
  }

  private final Executor delivery;
  private final Set<Reply<?>> waiting = new LinkedHashSet<>();
  private boolean closed;
  private long answeredNanos;

  /**
   * Creates an empty set of requests.
   *
   * @param delivery runs what it is given one at a time, in order
   * @param sinceNanos where {@link #answeredNanos} begins
   */
  Requests(Executor delivery, long sinceNanos) {
    this.delivery = delivery;
    this.answeredNanos = sinceNanos;
  }

  /** Sends a request by giving it its reply; after the end of the session it fails at once. */
  <T extends @Nullable Object> CompletableFuture<T> send(String path, Request<T> request) {
    Reply<T> reply = new Reply<>(this, path, System.nanoTime());
    if (!add(reply)) {
      delivery.execute(() -> reply.fail(expired(path)));
      return reply.future;
    }
    try {
      request.send(reply);
    } catch (ZnodeException e) {
      refuse(reply, e);
    } catch (RuntimeException e) {
      refuse(reply, new ZnodeException(ZnodeException.Code.OTHER, path, 0, e));
    }
    return reply.future;
  }

  /** Completes a reply in turn with everything else, unless it is completed already. */
  void deliver(Reply<?> reply, Runnable completion) {
    delivery.execute(
        () -> {
          answered(reply);
          if (remove(reply)) {
            completion.run();
          }
        });
  }

  /** The request was not sent. */
  private void refuse(Reply<?> reply, ZnodeException failure) {
    delivery.execute(
        () -> {
          if (remove(reply)) {
            reply.fail(failure);
          }
        });
  }

  /** In the delivery context: fails what waits, in the order sent, and whatever comes later. */
  void close() {
    takeAll().forEach(reply -> reply.fail(expired(reply.path)));
  }

  /**
   * Returns when the newest of the requests was sent that have a reply, or were lost with a link.
   */
  synchronized long answeredNanos() {
    return answeredNanos;
  }

  private synchronized boolean add(Reply<?> reply) {
    return !closed && waiting.add(reply);
  }

  private synchronized void answered(Reply<?> reply) {
    if (reply.sentNanos - answeredNanos > 0) {
      answeredNanos = reply.sentNanos;
    }
  }

  private synchronized boolean remove(Reply<?> reply) {
    return waiting.remove(reply);
  }

  private synchronized List<Reply<?>> takeAll() {
    closed = true;
    List<Reply<?>> rest = List.copyOf(waiting);
    waiting.clear();
    return rest;
  }

  private static ZnodeException expired(String path) {
    return new ZnodeException(ZnodeException.Code.SESSION_EXPIRED, path, 0, null);
  }
}
