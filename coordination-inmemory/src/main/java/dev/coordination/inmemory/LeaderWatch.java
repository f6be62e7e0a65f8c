package dev.coordination.inmemory;

import dev.coordination.Registration;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scope;
import dev.coordination.support.SerialExecutor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One listener for the leader of one path. What the client knows of the leader is kept in one
 * place; the listener is told what stands there when its turn comes, if that is news to it. So it
 * may miss leaders, but is never told an older one after a newer one.
 */
final class LeaderWatch implements Registration, Scope.Member {

  private final RecipeContext context;
  private final Connection connection;
  private final Consumer<Optional<String>> listener;
  private final SerialExecutor serial;
  private volatile @Nullable Optional<String> known;
  private volatile boolean closed;

  /** Touched by the listener's turns only, which are serial. */
  private @Nullable Optional<String> told;

  LeaderWatch(
      RecipeContext context,
      Connection connection,
      Executor executor,
      Consumer<Optional<String>> listener) {
    this.context = context;
    this.connection = connection;
    this.serial = new SerialExecutor(executor);
    this.listener = listener;
  }

  Place place() {
    return Place.ofLock(context.storePath());
  }

  boolean isClosed() {
    return closed;
  }

  /** The leader may be another one. Under the monitor. */
  void look() {
    if (connection.isReachable()) {
      known = connection.space().leader(place());
      connection.space().later(() -> serial.executeVia(connection.process(), this::tell));
    }
  }

  private void tell() {
    Optional<String> leader = known;
    if (!closed && leader != null && !leader.equals(told)) {
      told = leader;
      listener.accept(leader);
    }
  }

  @Override
  public void close() {
    closed = true;
    context.scope().remove(this);
    connection.space().transact(() -> connection.wishes().unwatch(this));
  }

  /** Ends the watch because its client or view is closed. */
  @Override
  public CompletableFuture<@Nullable Void> end() {
    close();
    return CompletableFuture.completedFuture(null);
  }
}
