package dev.coordination.zookeeper.engine;

import dev.coordination.CoordinationException;
import dev.coordination.spi.Inspection;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * Follows what is at a path.
 *
 * Look, with a watch on everything that was read and may change; when any of them fires, look again, with
 * watches of its own; and only then take those of the look before off, so that what both watch is not
 * given up in between.
 *
 * That a lease ends is no change in the store: then there is another look when its time has come.
 *
 * What differs in nothing but the time is not told again, but after a failure.
 */
final class InspectionWatch extends ListenerWatch<Runnable> {

  /** At its end itself a lease is still there. */
  private static final Duration PAST = Duration.ofMillis(1);

  private final EngineClient engine;
  private final RecipeContext context;
  private final PathInspector inspector;
  private final Consumer<? super Inspection> listener;
  private final Consumer<? super CoordinationException> onFailure;

  /** Whose watches stand. */
  private @Nullable Look last;

  /** What is under way. */
  private @Nullable Look next;

  /** Of the look when a lease ends. */
  private Scheduler.@Nullable Timer timer;

  private @Nullable Inspection seen;

  InspectionWatch(
      EngineClient engine,
      RecipeContext context,
      Executor executor,
      Consumer<? super Inspection> listener,
      Consumer<? super CoordinationException> onFailure) {
    super(engine, context, executor, Runnable::run);
    this.engine = engine;
    this.context = context;
    this.inspector = new PathInspector(engine, context);
    this.listener = Objects.requireNonNull(listener);
    this.onFailure = Objects.requireNonNull(onFailure);
  }

  @Override
  void begin(ZnodeSession reads) {
    Look fresh = new Look(reads, () -> engine.run(this::look));
    next = fresh;
    ask(inspector.inspect(fresh), this::inspected);
  }

  @Override
  void abandon(ZnodeSession reads) {
    close(next);
    next = null;
  }

  @Override
  void leave(ZnodeSession reads) {
    stopTimer();
    close(last);
    last = null;
    abandon(reads);
  }

  @Override
  void refused(ZnodeException failure) {
    CoordinationException told = ZnodeFailures.toApi(failure, context.path());
    seen = null;
    tell(() -> onFailure.accept(told));
  }

  private static void close(@Nullable Look look) {
    if (look != null) {
      look.close();
    }
  }

  private void inspected(Inspection inspection) {
    close(last);
    last = next;
    next = null;
    if (seen == null || !seen.showsTheSameAs(inspection)) {
      seen = inspection;
      tell(() -> listener.accept(inspection));
    }
    stopTimer();
    LeaseFinder.nextEnd(inspection).ifPresent(end -> lookAfter(end, inspection.at()));
    looked();
  }

  private void lookAfter(Instant end, Instant now) {
    Duration delay = Duration.between(now, end).plus(PAST);
    timer = engine.scheduler().schedule(delay, () -> engine.run(this::look));
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
