package dev.coordination.zookeeper.engine;

import dev.coordination.ServiceUnavailableException;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * [sync, list] tells everything, at the price of all names. [sync, look at the stat] tells whether a
 * list would tell anything new, see KnownItems; that is asked for before names are used that were
 * known for a while. The first in the line of those who wait lists with a watch.
 *
 * On the engine's loop.
 */
/** How one client comes to know what is in a queue. */
final class ItemList {

  /** For how long names may be used without another look. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  /** What the name of an item takes in a list. */
  static final int BYTES_PER_NAME = 24;

  /** Is told what is worth a new attempt to serve its takers. */
  interface Owner {

    /** {@return whether a change of the list is to be told} */
    boolean watches();

    /** Asks what else is to be known with the list, ahead of it. */
    void listing(LiveSession session, boolean watched);

    /** More is known than before. */
    void serve();

    /** The link broke before there was an answer. */
    void interrupted();

    /** The store refuses for good. */
    void failed(RuntimeException failure);
  }

  private final EngineClient engine;
  private final String path;
  private final Owner owner;
  private final KnownItems known = new KnownItems();
  private @Nullable LiveSession session;
  private boolean asking;
  private @Nullable Consumer<NodeEvent> watch;
  private boolean due;
  private boolean careful;
  private long begun;
  private long answered;
  private long lookedAt;
  private @Nullable ZnodeException parentsRefused;

  /**
   * Creates what knows nothing yet.
   *
   * @param path where the items' nodes lie
   */
  ItemList(EngineClient engine, String path, Owner owner) {
    this.engine = engine;
    this.path = path;
    this.owner = owner;
  }

  KnownItems known() {
    return known;
  }

  void begin(LiveSession current) {
    session = current;
    known.forget();
    asking = false;
    watch = null;
  }

  void end() {
    session = null;
    asking = false;
    watch = null;
  }

  boolean isWatching() {
    return watch != null;
  }

  /** Nobody will ask any more. */
  void retire() {
    if (session != null && watch != null) {
      session.reads().unwatch(path, watch);
    }
    end();
  }

  /** {@return the number of the next list, which is not older than this call} */
  long next() {
    return begun + 1;
  }

  /** {@return whether that list, or a later one, has been answered, and nothing was told since} */
  boolean isAnswered(long number) {
    return !due && number <= answered;
  }

  /** A list may tell something new. */
  void setDue() {
    due = true;
  }

  /** {@return a watch upon whose event another list is due} */
  Consumer<NodeEvent> watch(Runnable fired) {
    return event ->
        engine.run(
            () -> {
              fired.run();
              due = true;
              owner.serve();
            });
  }

  /** Tells whether the names must not be used before there is an answer, and asks. */
  boolean isUncertain(LiveSession current) {
    boolean old = engine.scheduler().nanoTime() - lookedAt > FRESH.toNanos();
    boolean uncertain = known.needsList() || (old && !known.isEmpty());
    if (known.needsList() || (uncertain && due) || known.deservesList()) {
      ask(current);
    } else if (uncertain) {
      look(current);
    }
    return uncertain;
  }

  /** Lists, unless an answer is out; {@link Owner#serve} then asks again if it has to. */
  void ask(LiveSession current) {
    if (asking) {
      return;
    }
    asking = true;
    due = false;
    long number = ++begun;
    CompletableFuture<@Nullable Void> synced = current.reads().sync(path);
    if (careful) {
      measure(current, number, synced);
    } else {
      list(current, number, synced);
    }
  }

  /** A list that broke the link last time may be too large for it. */
  private void measure(LiveSession current, long number, CompletableFuture<@Nullable Void> synced) {
    current.on(
        current.reads().exists(path, null),
        (stat, failure) -> {
          if (current != session) {
            return;
          }
          int names = stat == null ? 0 : stat.map(NodeStat::numChildren).orElse(0);
          if ((long) names * BYTES_PER_NAME > current.reads().largestReply()) {
            asking = false;
            owner.failed(tooLong(names));
          } else {
            list(current, number, synced);
          }
        });
  }

  private void list(LiveSession current, long number, CompletableFuture<@Nullable Void> synced) {
    boolean watched = owner.watches() && !isWatching();
    Consumer<NodeEvent> fresh = watched ? watch(() -> watch = null) : null;
    owner.listing(current, watched);
    current.on(
        FreshRead.behind(synced, current.reads().getChildren(path, fresh)),
        (children, failure) -> {
          if (current == session) {
            asking = false;
            if (fresh != null && children != null) {
              watch = fresh;
            } else if (fresh != null) {
              current.reads().unwatch(path, fresh); // set all the same if only the sync was lost
            }
            answered(current, number, children, failure);
          }
        });
  }

  /** Looks at the stat behind whatever was sent just now; nobody waits for it. */
  void glance(LiveSession current) {
    stat(current, false, current.reads().exists(path, null));
  }

  private void look(LiveSession current) {
    if (!asking) {
      asking = true;
      ZnodeSession reads = current.reads();
      stat(current, true, FreshRead.send(reads, path, () -> reads.exists(path, null)));
    }
  }

  private void answered(
      LiveSession current,
      long number,
      @Nullable Children children,
      @Nullable ZnodeException failure) {
    careful = failure != null && ZnodeFailures.isInterrupted(failure);
    if (children != null) {
      parentsRefused = null;
      known.list(children);
      listed(number);
    } else if (failure != null && failure.code() == Code.NO_NODE) {
      known.listNothing();
      listed(number);
      makeQueueToWatch(current);
    } else if (careful) {
      owner.interrupted();
    } else if (failure != null) {
      owner.failed(ZnodeFailures.toApi(failure, path));
    }
    owner.serve();
  }

  private void listed(long number) {
    answered = number;
    lookedAt = engine.scheduler().nanoTime();
    if (known.isExhausted()) {
      known.forget();
      owner.failed(ZnodeFailures.numbersExhausted(path));
    }
  }

  /** What does not exist cannot be watched for children. */
  private void makeQueueToWatch(LiveSession current) {
    ZnodeException refused = parentsRefused;
    if (refused != null) {
      parentsRefused = null;
      owner.failed(ZnodeFailures.toApi(refused, path));
    } else if (owner.watches()) {
      current.createParents(path + "/item", refusal -> parentsRefused = refusal);
    }
  }

  private void stat(
      LiveSession current, boolean awaited, CompletableFuture<Optional<NodeStat>> reply) {
    current.on(
        reply,
        (stat, failure) -> {
          if (current == session) {
            asking &= !awaited;
            looked(stat, failure, awaited);
          }
        });
  }

  private void looked(
      @Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure, boolean awaited) {
    if (stat != null) {
      lookedAt = engine.scheduler().nanoTime();
      boolean news = stat.isEmpty() || known.look(stat.get());
      if (news && (awaited || stat.isEmpty())) {
        known.forget();
      }
    } else if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      owner.interrupted();
    } else if (failure != null) {
      owner.failed(ZnodeFailures.toApi(failure, path));
    }
    owner.serve();
  }

  private ServiceUnavailableException tooLong(int names) {
    return new ServiceUnavailableException(
        "the list of %s items in %s does not fit into a reply; raise jute.maxbuffer of this client"
            .formatted(names, path));
  }
}
