package dev.coordination.support;

import dev.coordination.Registration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The listeners of one changing value. Each is told the current value first and then every change,
 * serially and in order, on its own executor.
 *
 * <p>An executor may run a listener on the spot, and a listener may block, or close its client. So
 * it is never whoever publishes a value that calls those executors, but an executor for that
 * purpose; only the value at the beginning is told by the thread that adds the listener.
 *
 * @param <T> the type of the value
 */
public final class Listeners<T> {

  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Predicate<T> isFinal;
  private final Executor caller;
  private T current;

  /**
   * Creates the set of listeners.
   *
   * @param initial the value to begin with
   * @param isFinal tells after which values there is no other
   * @param caller calls the executors of the listeners
   */
  public Listeners(T initial, Predicate<T> isFinal, Executor caller) {
    this.current = initial;
    this.isFinal = isFinal;
    this.caller = caller;
  }

  /** {@return the value that was published last} */
  public synchronized T current() {
    return current;
  }

  /**
   * Adds a listener and tells it the current value.
   *
   * @param executor runs the listener
   * @param listener is told each value
   * @return ends the subscription
   */
  public Subscription add(Executor executor, Consumer<? super T> listener) {
    Objects.requireNonNull(listener);
    Subscription subscription = new Subscription(Objects.requireNonNull(executor), listener);
    synchronized (this) {
      subscriptions.add(subscription);
      subscription.enqueue(current);
    }
    subscription.serial.start();
    return subscription;
  }

  /**
   * Evaluates the value and tells the listeners, unless it is unchanged or the one before was
   * final. The evaluation and the order of delivery are one atomic step, so that an older value is
   * never told after a newer one.
   *
   * @param value yields the value
   */
  public void publish(Supplier<? extends T> value) {
    enqueue(value);
    deliver();
  }

  /**
   * Does the first half of {@link #publish}: fixes the value and its place in the order, and tells
   * nobody yet. For a caller under a lock of its own, who delivers when it has left it.
   *
   * @param value yields the value
   */
  public synchronized void enqueue(Supplier<? extends T> value) {
    T next = value.get();
    if (!isFinal.test(current) && !next.equals(current)) {
      current = next;
      subscriptions.forEach(subscription -> subscription.enqueue(next));
    }
  }

  /** Does the second half of {@link #publish}: tells the listeners what has been enqueued. */
  public void deliver() {
    subscriptions.forEach(subscription -> subscription.serial.startOn(caller));
  }

  /** One listener, until it ends. */
  public final class Subscription implements Registration {

    private final SerialExecutor serial;
    private final Consumer<? super T> listener;
    private volatile boolean closed;

    private Subscription(Executor executor, Consumer<? super T> listener) {
      this.serial = new SerialExecutor(executor);
      this.listener = listener;
    }

    /**
     * Ends this subscription by telling one last value, unless it has ended or been told a final
     * one.
     *
     * @param last what the listener is told, after all that was published before
     */
    public void conclude(T last) {
      synchronized (Listeners.this) {
        if (subscriptions.remove(this) && !isFinal.test(current)) {
          enqueue(last);
        }
      }
      serial.startOn(caller);
    }

    private void enqueue(T value) {
      serial.add(
          () -> {
            if (!closed) {
              listener.accept(value);
            }
          });
    }

    @Override
    public void close() {
      closed = true;
      subscriptions.remove(this);
    }
  }
}
