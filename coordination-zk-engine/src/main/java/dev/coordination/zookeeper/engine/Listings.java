package dev.coordination.zookeeper.engine;

import dev.coordination.support.Callbacks;
import dev.coordination.zookeeper.engine.Layout.Entry;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * The lists of lines that the places of one session ask for.
 *
 * A list is as long as the line, and shows whatever was sent before it. One that is asked for is sent at
 * once, unless a few of the same line are under way: then it waits for one of those to be answered, and
 * whoever asks meanwhile shares it. It is sent behind the creates of all who share it, which is all that
 * they need of it. So many who get in line at once cost a few lists for each round trip, and not one
 * each; with fewer, nobody waits.
 *
 * When the link breaks, those who wait for a list are told at once: it would be sent too early for a
 * create that is still to be looked up.
 *
 * On the engine's loop, all of it.
 */
final class Listings {

  private static final int UNDER_WAY = 4;

  private final ZnodeSession reads;
  private final Map<String, OneLine> lines = new HashMap<>();

  /** The names below a path, and the line that they are, which is worked out once. */
  static final class Listing {

    private final List<String> names;
    private @Nullable List<Entry> line;

    Listing(List<String> names) {
      this.names = names;
    }

    List<Entry> line(Layout layout) {
      List<Entry> known = line;
      if (known == null) {
        known = layout.line(names);
        line = known;
      }
      return known;
    }
  }

  Listings(ZnodeSession reads) {
    this.reads = reads;
  }

  /**
   * Lists a line, behind whatever has been sent.
   *
   * @param sent is run when the list has been sent: what it sends is executed behind the list
   */
  CompletableFuture<Listing> list(String path, Runnable sent) {
    return lines.computeIfAbsent(path, OneLine::new).list(sent);
  }

  private final class OneLine {

    private final String path;
    private int underWay;
    private final List<Runnable> awaitingNext = new ArrayList<>();
    private @Nullable CompletableFuture<Listing> next;

    OneLine(String path) {
      this.path = path;
    }

    CompletableFuture<Listing> list(Runnable sent) {
      if (underWay < UNDER_WAY) {
        CompletableFuture<Listing> own = send();
        sent.run();
        return own;
      }
      awaitingNext.add(sent);
      CompletableFuture<Listing> shared = next;
      if (shared == null) {
        shared = new CompletableFuture<>();
        next = shared;
      }
      return shared;
    }

    private CompletableFuture<Listing> send() {
      underWay++;
      return reads
          .getChildren(path, null)
          .thenApply(Children::names)
          .thenApply(Listing::new)
          .whenComplete((listing, failure) -> answered(failure));
    }

    private void answered(@Nullable Throwable failure) {
      underWay--;
      CompletableFuture<Listing> waiting = next;
      List<Runnable> onSent = List.copyOf(awaitingNext);
      next = null;
      awaitingNext.clear();
      if (waiting != null && failure != null && ZnodeFailures.isInterrupted(failure)) {
        waiting.completeExceptionally(failure);
      } else if (waiting != null) {
        var unused =
            send().whenComplete((listing, broken) -> Callbacks.complete(waiting, listing, broken));
        onSent.forEach(Runnable::run);
      }
      if (underWay == 0) {
        lines.remove(path);
      }
    }
  }
}
