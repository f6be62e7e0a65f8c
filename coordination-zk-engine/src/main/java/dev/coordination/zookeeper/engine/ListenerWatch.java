package dev.coordination.zookeeper.engine;

import dev.coordination.Registration;
import dev.coordination.support.Listeners;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scope;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows what is at a path for a listener of the application's, until either that is ended or its
 * client is closed. What equals what was told last is not told again.
 */
abstract class ListenerWatch<T> extends PathFollower implements Registration, Scope.Member {

  private final EngineClient engine;
  private final RecipeContext context;
  private final Executor executor;
  private final Consumer<? super T> listener;
  private @Nullable Listeners<T> told;

  ListenerWatch(
      EngineClient engine, RecipeContext context, Executor executor, Consumer<? super T> listener) {
    super(engine, context.storePath());
    this.engine = engine;
    this.context = context;
    this.executor = Objects.requireNonNull(executor);
    this.listener = Objects.requireNonNull(listener);
  }

  final Registration follow() {
    context.scope().add(this);
    start();
    return this;
  }

  @Override
  public final void close() {
    super.close();
    context.scope().remove(this);
  }

  @Override
  public final CompletableFuture<@Nullable Void> end() {
    close();
    return CompletableFuture.completedFuture(null);
  }

  /** Tells the listener, behind what it was told before. */
  final void tell(T value) {
    if (isClosed()) {
      return;
    }
    if (told == null) {
      told = new Listeners<>(value, any -> false, engine.callbacks());
      var unused = told.add(executor, this::pass);
    } else {
      told.publish(() -> value);
    }
  }

  private void pass(T value) {
    if (!isClosed()) {
      listener.accept(value);
    }
  }
}
