package dev.coordination.support;

import dev.coordination.Registration;
import dev.coordination.support.AbstractParty.Onlooker;
import dev.coordination.support.AbstractParty.View;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener for the members of one party. It is told what is seen when its turn comes, if that
 * is news to it: so it may miss some states, but is never told an older one after a newer one.
 */
final class MembershipListener implements Onlooker, Registration, Scope.Member {

  private static final Logger log = LoggerFactory.getLogger(MembershipListener.class);

  private final RecipeContext context;
  private final SerialExecutor serial;
  private final Executor callbacks;
  private final Consumer<List<String>> listener;
  private final View view;
  private volatile boolean closed;

  /** Touched by the listener's turns only, which are serial. */
  private @Nullable List<String> told;

  MembershipListener(
      RecipeContext context,
      Executor executor,
      Consumer<List<String>> listener,
      Executor callbacks,
      BiFunction<Boolean, Onlooker, View> views) {
    this.context = context;
    this.serial = new SerialExecutor(executor);
    this.listener = listener;
    this.callbacks = callbacks;
    this.view = views.apply(true, this);
  }

  /** Begins, unless the scope is closed. */
  Registration start() {
    context.scope().add(this);
    view.start();
    return this;
  }

  @Override
  public void changed() {
    serial.executeVia(callbacks, this::tell);
  }

  @Override
  public void refused(RuntimeException failure) {
    log.warn("Cannot see who is in {}", context.path(), failure);
  }

  private void tell() {
    List<String> seen = view.seen();
    if (!closed && seen != null && !seen.equals(told)) {
      told = seen;
      listener.accept(seen);
    }
  }

  @Override
  public void close() {
    closed = true;
    context.scope().remove(this);
    view.close();
  }

  /** Ends the listener because its client or view is closed. */
  @Override
  public CompletableFuture<@Nullable Void> end() {
    close();
    return CompletableFuture.completedFuture(null);
  }
}
