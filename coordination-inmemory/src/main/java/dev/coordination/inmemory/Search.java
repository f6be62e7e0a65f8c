package dev.coordination.inmemory;

import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractDistributedQueue.FoundItem;
import dev.coordination.support.Deadline;
import dev.coordination.support.QueuedItem;
import dev.coordination.support.RecipeContext;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One request for the first item of a queue. */
final class Search {

  private final MemoryClient client;
  private final RecipeContext context;
  private final Deadline deadline;
  private final boolean patient;
  private final CompletableFuture<Optional<FoundItem>> result = new CompletableFuture<>();

  /**
   * Creates one that has not been sent yet.
   *
   * @param client who seeks
   * @param context for whom and where
   * @param deadline when it is over at the latest
   * @param patient whether it waits for an item to come
   */
  Search(MemoryClient client, RecipeContext context, Deadline deadline, boolean patient) {
    this.client = client;
    this.context = context;
    this.deadline = deadline;
    this.patient = patient;
  }

  Place place() {
    return Place.ofQueue(context.storePath());
  }

  Deadline deadline() {
    return deadline;
  }

  boolean isPatient() {
    return patient;
  }

  CompletableFuture<Optional<FoundItem>> result() {
    return result;
  }

  /** Hands over an item, or leaves it if nobody wants it any more. Not under the monitor. */
  void found(QueuedItem item, boolean removed) {
    SelectedItem selected = new SelectedItem(client, place(), item, removed);
    if (!result.complete(Optional.of(selected))) {
      selected.leave();
    }
  }

  /** Tells that there is none. Not under the monitor. */
  void foundNothing() {
    result.complete(Optional.empty());
  }

  /** Ends without an answer. Not under the monitor. */
  void fail(RuntimeException why) {
    result.completeExceptionally(why);
  }

  /** The deadline has come. Not under the monitor. */
  void late() {
    if (patient) {
      foundNothing();
    } else {
      fail(unavailable());
    }
  }

  ServiceUnavailableException unavailable() {
    return new ServiceUnavailableException(context.path() + ": not connected");
  }

  @Override
  public String toString() {
    return "%s: take of \"%s\"".formatted(context.storePath(), context.identifier());
  }
}
