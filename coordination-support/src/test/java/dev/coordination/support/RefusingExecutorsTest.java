package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of callbacks when the user's executor throws. */
final class RefusingExecutorsTest {

  static Stream<Throwable> failures() {
    return Stream.of(
        new RejectedExecutionException("refused"),
        new IllegalStateException("not started"),
        new StackOverflowError("an error"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aCompletionArrivesAllTheSame(Throwable failure) {
    CompletableFuture<String> source = new CompletableFuture<>();
    CompletableFuture<String> follower =
        Callbacks.relay(source, task -> throwing(failure)).orTimeout(10, TimeUnit.SECONDS);
    source.complete("done");
    assertThat(follower.join()).isEqualTo("done");
  }

  @ParameterizedTest
  @MethodSource("failures")
  void aTaskThatRanIsNotRepeated(Throwable failure) {
    AtomicInteger runs = new AtomicInteger();
    CompletableFuture<String> told = new CompletableFuture<>();
    Callbacks.run(
        task -> {
          task.run();
          throwing(failure);
        },
        runs::incrementAndGet);
    Callbacks.run(task -> throwing(failure), () -> told.complete("on the common pool"));
    assertThat(told.orTimeout(10, TimeUnit.SECONDS).join()).isNotEmpty();
    assertThat(runs).hasValue(1);
  }

  @ParameterizedTest
  @MethodSource("failures")
  void laterTasksOfASerialExecutorRun(Throwable failure) {
    List<Integer> ran = new ArrayList<>();
    AtomicInteger asked = new AtomicInteger();
    SerialExecutor serial =
        new SerialExecutor(
            task -> {
              if (asked.incrementAndGet() == 1) {
                throwing(failure);
              }
              task.run();
            });
    serial.execute(() -> ran.add(1));
    serial.execute(() -> ran.add(2));
    assertThat(ran).containsExactly(2);
  }

  /** It may also have taken the task, to run it later. */
  @ParameterizedTest
  @MethodSource("failures")
  void tasksOfASerialExecutorNeverRunAtOnce(Throwable failure) {
    Queue<Runnable> taken = new ArrayDeque<>();
    List<String> ran = new ArrayList<>();
    Executor strange =
        task -> {
          taken.add(task);
          if (taken.size() == 1) {
            throwing(failure);
          }
        };
    SerialExecutor serial = new SerialExecutor(strange);
    serial.execute(() -> ran.add("dropped"));
    Runnable late = taken.element();
    serial.execute(
        () -> {
          ran.add("begin");
          late.run();
          ran.add("end");
        });
    serial.execute(() -> ran.add("next"));
    taken.forEach(Runnable::run);
    assertThat(ran).containsExactly("begin", "end", "next");
  }

  private static void throwing(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    throw (RuntimeException) failure;
  }
}
