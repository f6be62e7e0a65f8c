package dev.coordination.inmemory;

import dev.coordination.HoldState;
import dev.coordination.Leadership;
import dev.coordination.support.AbstractHold;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The hold of a lock, an election or a semaphore. */
final class MemoryHold extends AbstractHold implements Leadership {

  private static final CompletableFuture<@Nullable Void> DONE =
      CompletableFuture.completedFuture(null);

  private final Candidate<?> candidate;
  private final Connection connection;

  MemoryHold(Candidate<?> candidate, Connection connection, long token) {
    super(candidate.context(), token, connection.contact(), connection.process());
    this.candidate = candidate;
    this.connection = connection;
  }

  /** Done when it returns: what cannot be sent now is sent as soon as the store is reached. */
  @Override
  protected CompletableFuture<@Nullable Void> remove(HoldState how) {
    connection.space().transact(() -> connection.wishes().leave(candidate));
    return DONE;
  }
}
