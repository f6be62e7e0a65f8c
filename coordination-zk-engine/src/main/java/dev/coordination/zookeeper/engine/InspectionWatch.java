package dev.coordination.zookeeper.engine;

import dev.coordination.Registration;
import dev.coordination.spi.Inspection;
import dev.coordination.support.Listeners;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import dev.coordination.support.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Follows what is at a path.
 *
 * Look, with a watch on everything that was read and may change; when any of them fires, look again, with
 * watches of its own; and only then take those of the look before off, so that what both watch is not
 * given up in between. Changes that come while a look is under way cost one more, however many they are.
 *
 * That a lease ends is no change in the store: then there is another look when its time has come.
 *
 * What differs in nothing but the time is not told again.
 *
 * On the engine's loop, all of it but start and close.
 */
final class InspectionWatch implements LiveSession.Participant, Registration, Scope.Member {

  private static final Logger log = LoggerFactory.getLogger(InspectionWatch.class);

  /** At its end itself a lease is still there. */
  private static final Duration PAST = Duration.ofMillis(1);

  private final EngineClient engine;
  private final RecipeContext context;
  private final PathInspector inspector;
  private final Executor executor;
  private final Consumer<Inspection> listener;
  private @Nullable LiveSession session;

  /** Whose watches stand. */
  private @Nullable Look last;

  /** What is under way. */
  private @Nullable Look next;

  /** Of the look when a lease ends. */
  private Scheduler.@Nullable Timer timer;

  /** Another look is due as soon as this one is over, or the link is back. */
  private boolean due;

  private @Nullable Inspection seen;
  private @Nullable Listeners<Inspection> told;
  private volatile boolean closed;

  InspectionWatch(
      EngineClient engine,
      RecipeContext context,
      Executor executor,
      Consumer<Inspection> listener) {
    this.engine = engine;
    this.context = context;
    this.inspector = new PathInspector(engine, context);
    this.executor = Objects.requireNonNull(executor);
    this.listener = Objects.requireNonNull(listener);
  }

  Registration start() {
    context.scope().add(this);
    engine.run(this::seekSession);
    return this;
  }

  @Override
  public void close() {
    closed = true;
    context.scope().remove(this);
    engine.run(this::leaveSession);
  }

  @Override
  public CompletableFuture<@Nullable Void> end() {
    close();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void resumed() {
    if (due) {
      look();
    }
  }

  @Override
  public void ended() {
    leaveSession();
    seekSession();
  }

  private void seekSession() {
    engine.whenConnected(this::begin, () -> closed);
  }

  private void begin(LiveSession fresh) {
    if (!closed) {
      session = fresh;
      fresh.join(this);
      look();
    }
  }

  private void leaveSession() {
    if (session != null) {
      session.leave(this);
      session = null;
    }
    stopTimer();
    close(last);
    close(next);
    last = null;
    next = null;
  }

  private static void close(@Nullable Look look) {
    if (look != null) {
      look.close();
    }
  }

  private void look() {
    LiveSession current = session;
    due = true;
    if (current != null && next == null && current.isConnected()) {
      due = false;
      Look fresh = new Look(current.reads(), () -> engine.run(this::look));
      next = fresh;
      current.on(
          inspector.inspect(fresh),
          (inspection, failure) -> {
            if (fresh == next) {
              next = null;
              looked(fresh, inspection, failure);
            }
          });
    }
  }

  private void looked(
      Look look, @Nullable Inspection inspection, @Nullable ZnodeException failure) {
    if (inspection == null) {
      look.close();
      missed(failure);
      return;
    }
    close(last);
    last = look;
    tell(inspection);
    stopTimer();
    LeaseFinder.nextEnd(inspection).ifPresent(end -> lookAfter(end, inspection.at()));
    if (due) {
      look();
    }
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

  private void missed(@Nullable ZnodeException failure) {
    due = true;
    if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      look(); // the link may be back already: what was lost may be one of several requests
    } else {
      log.warn("Cannot see what is at {}", context.path(), failure);
    }
  }

  private void tell(Inspection inspection) {
    Inspection before = seen;
    if (closed || (before != null && before.showsTheSameAs(inspection))) {
      return;
    }
    seen = inspection;
    if (told == null) {
      told = new Listeners<>(inspection, value -> false, engine.callbacks());
      var unused = told.add(executor, this::pass);
    } else {
      told.publish(() -> inspection);
    }
  }

  private void pass(Inspection inspection) {
    if (!closed) {
      listener.accept(inspection);
    }
  }
}
