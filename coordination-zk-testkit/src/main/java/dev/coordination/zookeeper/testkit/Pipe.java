package dev.coordination.zookeeper.testkit;

import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a {@link Link}: frames wait here until they are due, and until the proxy lets
 * anything flow, and are then written in order. Each frame has its own due time, so that delays do
 * not add up and throughput is not limited. A frame stays in the queue until it has been written.
 */
final class Pipe {

  /** Where the frames go; opened by the first of them. */
  interface Sink {
    DataOutputStream open() throws IOException;
  }

  /** A frame, or the end of the connection if the body is empty; no two are equal. */
  private static final class Frame {
    private final long dueNanos;
    private final byte[] body;

    Frame(long dueNanos, byte[] body) {
      this.dueNanos = dueNanos;
      this.body = body;
    }

    boolean isEnd() {
      return body.length == 0;
    }
  }

  private static final byte[] END = {};

  private final FaultProxy proxy;
  private final Sink sink;
  private final Condition changed;
  private final Queue<Frame> frames = new ArrayDeque<>();
  private boolean closed;

  Pipe(FaultProxy proxy, Sink sink) {
    this.proxy = proxy;
    this.sink = sink;
    this.changed = proxy.lock.newCondition();
  }

  /** Queues a frame. Called with the proxy's lock held, as everything here that is not the pump. */
  void send(byte[] body) {
    frames.add(new Frame(System.nanoTime() + proxy.delayNanos(), body));
    changed.signalAll();
  }

  /** Ends the connection behind the frames that are queued. */
  void sendEnd() {
    send(END);
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  void drop() {
    frames.clear();
    changed.signalAll();
  }

  void wake() {
    changed.signalAll();
  }

  void close() {
    closed = true;
    drop();
  }

  /** Writes frames until the end; the body of this direction's thread. */
  void pump() throws IOException, InterruptedException {
    for (var frame = awaitDue(); frame != null && !frame.isEnd(); frame = awaitDue()) {
      var out = sink.open();
      out.writeInt(frame.body.length);
      out.write(frame.body);
      out.flush();
      written(frame);
    }
  }

  /** {@return the first frame when it may be written, or null when this pipe is closed} */
  private @Nullable Frame awaitDue() throws InterruptedException {
    proxy.lock.lock();
    try {
      while (!closed) {
        var first = frames.peek();
        if (first == null || !proxy.isFlowing()) {
          changed.await();
          continue;
        }
        long early = first.dueNanos - System.nanoTime();
        if (early <= 0) {
          return first;
        }
        changed.awaitNanos(early);
      }
      return null;
    } finally {
      proxy.lock.unlock();
    }
  }

  private void written(Frame frame) {
    proxy.lock.lock();
    try {
      frames.remove(frame); // the first, unless all have been dropped meanwhile
      proxy.changed();
    } finally {
      proxy.lock.unlock();
    }
  }
}
