package dev.coordination.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What SIGHUP, SIGINT and SIGTERM do to a command that holds something: before CMD runs they end
 * the wait, by an interrupt; while CMD runs they are passed on to it. One that the parent process
 * had set to be ignored stays ignored.
 *
 * <p>A SIGINT from the keyboard goes to CMD by itself, like to every process in the terminal's
 * foreground. While CMD is there none is passed on: for many programs the second one means <em>at
 * once</em>.
 */
final class Signals {

  private static final List<String> NAMES = List.of("HUP", "INT", "TERM");

  /** Reacts to a signal. */
  private interface Handler {
    void handle(String name, int number);
  }

  private final Thread waiter;
  private int received;
  private boolean passedOn;
  private @Nullable Child child;

  Signals(Thread waiter) {
    this.waiter = waiter;
  }

  /** Takes over the signals; the current thread is the one that waits. */
  static Signals install() {
    Signals signals = new Signals(Thread.currentThread());
    NAMES.forEach(name -> handle(name, signals::receive));
    return signals;
  }

  /** Leaves a SIGINT from the keyboard, which reaches all processes there, to another of them. */
  static void ignoreInterrupt() {
    handle("INT", (name, number) -> {});
  }

  /** The number of the signal that ended the wait, or zero. */
  synchronized int received() {
    return received;
  }

  /** Starts CMD, unless a signal was faster. */
  synchronized Optional<Child> start(Supplier<? extends Child> program) {
    if (received == 0) {
      child = program.get();
    }
    return Optional.ofNullable(child);
  }

  /** CMD has ended: the next signal ends the wait for what comes next. */
  synchronized void ended() {
    child = null;
  }

  /** Whether a signal came while CMD ran. */
  synchronized boolean wasPassedOn() {
    return passedOn;
  }

  synchronized void receive(String name, int number) {
    if (child == null) {
      endWait(number);
      return;
    }
    passedOn = true;
    if (!name.equals("INT") || !child.isInForeground()) {
      child.signal(name);
    }
  }

  private void endWait(int number) {
    if (received != 0) {
      Runtime.getRuntime().halt(ExitCode.ofSignal(number));
    }
    received = number;
    waiter.interrupt();
  }

  /**
   * Reflective because compilers warn of {@code sun.misc.Signal}, which nevertheless every JDK has
   * and which nothing else replaces.
   */
  private static void handle(String name, Handler handler) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = type.getConstructor(String.class).newInstance(name);
      int number = (int) type.getMethod("getNumber").invoke(signal);
      Object proxied =
          Proxy.newProxyInstance(
              handlerType.getClassLoader(),
              new Class<?>[] {handlerType},
              (proxy, method, arguments) -> {
                handler.handle(name, number);
                return null;
              });
      var unused = type.getMethod("handle", type, handlerType).invoke(null, signal, proxied);
    } catch (ReflectiveOperationException e) {
      Failures.tell("cannot handle SIG%s: %s".formatted(name, e));
    }
  }
}
