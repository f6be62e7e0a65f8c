package dev.coordination.tck;

import dev.coordination.Acquirable;
import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A recipe whose object is asked for holds. */
interface AcquirableRecipe extends Recipe {

  Acquirable<Hold> object(CoordinationClient client, String path);

  @Override
  default Hold acquire(CoordinationClient client, String path) throws InterruptedException {
    return object(client, path).acquire();
  }

  @Override
  default Optional<Hold> tryNow(CoordinationClient client, String path) {
    return object(client, path).tryAcquire();
  }

  @Override
  default Optional<Hold> tryFor(CoordinationClient client, String path, Duration timeout)
      throws InterruptedException {
    return object(client, path).tryAcquire(timeout);
  }

  @Override
  default CompletableFuture<Hold> async(CoordinationClient client, String path) {
    return object(client, path).acquireAsync();
  }
}
