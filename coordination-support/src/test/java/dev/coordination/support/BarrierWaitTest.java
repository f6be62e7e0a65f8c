package dev.coordination.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A timed wait for a store that says nothing. */
@Timeout(60)
class BarrierWaitTest {

  private final ManualScheduler scheduler = new ManualScheduler();

  /** All of a client that a wait needs. */
  private RecipeBackend backend() {
    return (RecipeBackend)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {RecipeBackend.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "scheduler" -> scheduler;
                  case "operationTimeout" -> Duration.ofSeconds(5);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static final class SilentVisit implements BarrierWait.Visit {
    private boolean gaveUp;
    private boolean withdrawn;

    @Override
    public void begin() {}

    @Override
    public void giveUp() {
      gaveUp = true;
    }

    @Override
    public void withdraw() {
      withdrawn = true;
    }
  }

  @Test
  void endsWithTheOperationTimeoutBehindItsOwnTime() throws Exception {
    SilentVisit visit = new SilentVisit();
    Deadline deadline = Deadline.after(scheduler, Duration.ofSeconds(1));
    FutureTask<Boolean> waiting =
        new FutureTask<>(() -> new BarrierWait().await(visit, new Scope(), backend(), deadline));
    Thread thread = new Thread(waiting);
    thread.start();
    scheduler.runNext();
    assertThat(visit.gaveUp).isTrue();
    assertThat(waiting.isDone()).as("before the store could answer").isFalse();
    scheduler.runNext();
    assertThat(scheduler.nanoTime()).isEqualTo(TimeUnit.SECONDS.toNanos(6));
    assertThat(waiting.get()).isFalse();
    thread.join();
    assertThat(visit.withdrawn).isTrue();
    assertThat(scheduler.hasTimer()).isFalse();
  }
}
