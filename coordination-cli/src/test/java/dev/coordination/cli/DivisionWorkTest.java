package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import dev.coordination.cli.Entry.Deed;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a worker records of its share. */
class DivisionWorkTest {

  private final AtomicLong token = new AtomicLong(7);
  private final Semaphore asked = new Semaphore(0);

  /** The item is granted anew, with another token, and the worker has not been told yet. */
  @Test
  void worksWithTheTokenThatItHasTaken(@TempDir Path directory)
      throws InterruptedException, IOException {
    CoordinationClient client =
        fake(CoordinationClient.class, (self, method, arguments) -> items());
    try (RecordFile record = new RecordFile(directory, "worker-1");
        DivisionWork work = new DivisionWork(client, record, 1)) {
      assertThat(work).isNotNull();
      awaitQuestions(3);
      token.set(9);
      asked.drainPermits();
      awaitQuestions(2);
    }
    Records records = new Records(RecordFile.readAll(directory));
    assertThat(records.numbers(Deed.TOOK)).containsExactly(7L);
    assertThat(records.numbers(Deed.TENDED)).isNotEmpty().containsOnly(7L);
    assertThat(records.numbers(Deed.GAVE_UP)).containsExactly(7L);
  }

  private void awaitQuestions(int count) throws InterruptedException {
    Duration bound = CoordProcess.BOUND;
    assertThat(asked.tryAcquire(count, bound.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  /** One item, which is acquired at once. */
  private SetPartitioner<?> items() {
    return fake(
        SetPartitioner.class,
        (self, method, arguments) ->
            switch (method.getName()) {
              case "onItemsChange" -> acquire((Executor) arguments[0], arguments[1]);
              case "fencingToken" -> answer();
              case "state" -> PartitionState.ACQUIRED;
              default -> null;
            });
  }

  @SuppressWarnings("unchecked") // the one listener of DivisionWork
  private static @Nullable Object acquire(Executor executor, Object listener) {
    executor.execute(() -> ((BiConsumer<Set<?>, Set<?>>) listener).accept(Set.of(1), Set.of()));
    return null;
  }

  private OptionalLong answer() {
    asked.release();
    return OptionalLong.of(token.get());
  }

  private static <T> T fake(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
