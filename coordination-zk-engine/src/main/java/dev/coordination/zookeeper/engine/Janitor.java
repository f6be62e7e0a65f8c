package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Removes what a session left behind: the nodes of released and lost holds, of waiters that gave up,
 * and of creates whose reply never came.
 *
 * A node is deleted at once if the link is up. Until the store has answered OK or "no such node", the
 * deletion stays due and is sent again after each reconnection, before anything else is sent: a new
 * contender must not queue behind an orphan of its own client. A create of unknown outcome is looked
 * up first, by its unique id, behind a sync. With the session everything it owns goes by itself.
 */
final class Janitor {

  private static final Logger log = LoggerFactory.getLogger(Janitor.class);

  private final LiveSession session;
  private final Map<String, CompletableFuture<@Nullable Void>> due = new LinkedHashMap<>();
  private final Map<String, String> unresolved = new LinkedHashMap<>();
  private final Map<Errand, CompletableFuture<@Nullable Void>> errands = new LinkedHashMap<>();

  /** Those who may yet leave something, when they have an answer. */
  private final Set<Object> expected = new HashSet<>();

  private Runnable whenIdle = () -> {};

  /** Something else that is to be done in the store, however often the link breaks. */
  interface Errand {

    /**
     * Does it, or does it again.
     *
     * @return whether it is done; if not, the link broke, and this is called again when it is back
     */
    CompletableFuture<Boolean> run();
  }

  Janitor(LiveSession session) {
    this.session = session;
  }

  /**
   * Deletes a node, now or as soon as possible.
   *
   * @return completes when that is confirmed, or when the link is down and it has to wait
   */
  CompletableFuture<@Nullable Void> remove(String node) {
    if (session.isOver()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<@Nullable Void> confirmation =
        due.computeIfAbsent(node, key -> new CompletableFuture<>());
    if (session.isConnected()) {
      delete(node);
    } else {
      confirmation.complete(null);
    }
    return confirmation;
  }

  /** Deletes the node that a create of unknown outcome may have made. */
  void removeUnknown(String parent, String id) {
    if (!session.isOver()) {
      unresolved.put(id, parent);
      if (session.isConnected()) {
        resolve(parent, id);
      }
    }
  }

  /**
   * Sees to an errand, now or as soon as possible.
   *
   * @return completes when it is done, or when the link is down and it has to wait
   */
  CompletableFuture<@Nullable Void> see(Errand errand) {
    if (session.isOver()) {
      return CompletableFuture.completedFuture(null);
    }
    CompletableFuture<@Nullable Void> confirmation = new CompletableFuture<>();
    errands.put(errand, confirmation);
    if (session.isConnected()) {
      run(errand);
    } else {
      confirmation.complete(null);
    }
    return confirmation;
  }

  /** Nothing is due, but something may be as soon as whoever calls this has an answer. */
  void expect(Object work) {
    if (!session.isOver()) {
      expected.add(work);
    }
  }

  /** Whoever was expected has left what there was to leave. */
  void expectNoMore(Object work) {
    expected.remove(work);
    checkIdle();
  }

  private void run(Errand errand) {
    var unused =
        errand
            .run()
            .thenAccept(
                done -> {
                  CompletableFuture<@Nullable Void> confirmation =
                      done ? errands.remove(errand) : null;
                  if (confirmation != null) {
                    confirmation.complete(null);
                    checkIdle();
                  }
                });
  }

  /** Runs an action as soon as nothing is due or expected; at once if nothing is. */
  void whenIdle(Runnable action) {
    whenIdle = action;
    checkIdle();
  }

  void suspended() {
    due.values().forEach(confirmation -> confirmation.complete(null));
    errands.values().forEach(confirmation -> confirmation.complete(null));
  }

  void resumed() {
    List.copyOf(due.keySet()).forEach(this::delete);
    List.copyOf(errands.keySet()).forEach(this::run);
    Map.copyOf(unresolved).forEach((id, parent) -> resolve(parent, id));
  }

  void ended() {
    suspended();
    due.clear();
    errands.clear();
    unresolved.clear();
    expected.clear();
    checkIdle();
  }

  private void delete(String node) {
    session.on(session.delete(node), (done, failure) -> deleted(node, failure));
  }

  private void deleted(String node, @Nullable ZnodeException failure) {
    if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      return; // sent again after reconnection
    }
    if (failure != null && failure.code() != Code.NO_NODE) {
      log.warn("Cannot remove {}; it goes with the session", node, failure);
    }
    CompletableFuture<@Nullable Void> confirmation = due.remove(node);
    if (confirmation != null) {
      confirmation.complete(null);
    }
    checkIdle();
  }

  private void resolve(String parent, String id) {
    ZnodeSession reads = session.reads();
    session.on(
        FreshRead.send(reads, parent, () -> reads.getChildren(parent, null)),
        (children, failure) -> {
          if (failure != null && ZnodeFailures.isInterrupted(failure)) {
            return;
          }
          unresolved.remove(id);
          if (children != null) {
            removeOwn(parent, id, children.names());
          } else if (failure != null && failure.code() != Code.NO_NODE) {
            log.warn("Cannot look for a leftover in {}; it goes with the session", parent, failure);
          }
          checkIdle();
        });
  }

  private void removeOwn(String parent, String id, List<String> names) {
    for (String name : names) {
      if (name.startsWith(id)) {
        var unused = remove(parent + "/" + name);
      }
    }
  }

  private void checkIdle() {
    if (due.isEmpty() && errands.isEmpty() && unresolved.isEmpty() && expected.isEmpty()) {
      Runnable action = whenIdle;
      whenIdle = () -> {};
      action.run();
    }
  }
}
