package dev.coordination.tck;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The recipes that grant an exclusive hold: what the rules on holds and waits are run against. */
enum HoldRecipe {
  LOCK {
    @Override
    Hold acquire(CoordinationClient client, String path) throws InterruptedException {
      return client.lock(path).acquire();
    }

    @Override
    Optional<Hold> tryNow(CoordinationClient client, String path) {
      return client.lock(path).tryAcquire();
    }

    @Override
    Optional<Hold> tryFor(CoordinationClient client, String path, Duration timeout)
        throws InterruptedException {
      return client.lock(path).tryAcquire(timeout);
    }

    @Override
    CompletableFuture<Hold> async(CoordinationClient client, String path) {
      return client.lock(path).acquireAsync();
    }

    @Override
    List<String> contenders(CoordinationClient client, String path) {
      return client.lock(path).contenders();
    }
  },

  ELECTION {
    @Override
    Hold acquire(CoordinationClient client, String path) throws InterruptedException {
      return client.election(path).campaign();
    }

    @Override
    Optional<? extends Hold> tryNow(CoordinationClient client, String path)
        throws InterruptedException {
      return tryFor(client, path, Duration.ZERO);
    }

    @Override
    Optional<? extends Hold> tryFor(CoordinationClient client, String path, Duration timeout)
        throws InterruptedException {
      return client.election(path).tryCampaign(timeout);
    }

    @Override
    CompletableFuture<? extends Hold> async(CoordinationClient client, String path) {
      return client.election(path).campaignAsync();
    }

    @Override
    List<String> contenders(CoordinationClient client, String path) {
      return client.election(path).contenders();
    }
  };

  abstract Hold acquire(CoordinationClient client, String path) throws InterruptedException;

  /** Without waiting for anyone; in an election a try of no duration. */
  abstract Optional<? extends Hold> tryNow(CoordinationClient client, String path)
      throws InterruptedException;

  abstract Optional<? extends Hold> tryFor(CoordinationClient client, String path, Duration timeout)
      throws InterruptedException;

  abstract CompletableFuture<? extends Hold> async(CoordinationClient client, String path);

  abstract List<String> contenders(CoordinationClient client, String path);
}
