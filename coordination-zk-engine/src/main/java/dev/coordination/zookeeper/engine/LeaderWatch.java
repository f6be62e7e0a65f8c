package dev.coordination.zookeeper.engine;

import dev.coordination.Registration;
import dev.coordination.support.Listeners;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scope;
import dev.coordination.zookeeper.engine.Layout.Entry;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Follows who is first in a line.
 *
 * List; read the first one's data with a watch on that node; when it is deleted, list again. While
 * nobody is there, watch the list instead, or, while the path does not exist, the path. So an observer
 * asks something only when the leader changes, whatever the length of the line.
 *
 * Watches of a round that are left over are taken off when the next begins, and at the end.
 *
 * The first look in each session is behind a sync, and a leader older than the last one seen is not
 * told, so that a lagging server never takes the story back.
 */
final class LeaderWatch implements LiveSession.Participant, Registration, Scope.Member {

  private static final Logger log = LoggerFactory.getLogger(LeaderWatch.class);

  private final EngineClient engine;
  private final RecipeContext context;
  private final String path;
  private final Executor executor;
  private final Consumer<Optional<String>> listener;
  private @Nullable Listeners<Optional<String>> told;
  private @Nullable LiveSession session;
  private boolean missed;

  /** The first look in this session is under way. */
  private boolean beginning;

  /** The watches of the current round, each with the path it is on. */
  private final Map<Consumer<NodeEvent>, String> watching = new HashMap<>();

  /**
   * Counts the looks; replies and events of an earlier one are dropped, or looks would multiply.
   */
  private long round;

  private long newest;
  private volatile boolean closed;

  LeaderWatch(
      EngineClient engine,
      RecipeContext context,
      Executor executor,
      Consumer<Optional<String>> listener) {
    this.engine = engine;
    this.context = context;
    this.path = context.storePath();
    this.executor = Objects.requireNonNull(executor);
    this.listener = Objects.requireNonNull(listener);
  }

  Registration start() {
    context.scope().add(this);
    engine.run(() -> engine.whenConnected(this::begin, () -> closed));
    return this;
  }

  @Override
  public void close() {
    closed = true;
    context.scope().remove(this);
    engine.run(this::leaveSession);
  }

  @Override
  public CompletableFuture<@Nullable Void> end() {
    close();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void resumed() {
    if (missed || beginning) {
      look();
    }
  }

  @Override
  public void ended() {
    leaveSession();
    engine.whenConnected(this::begin, () -> closed);
  }

  private void leaveSession() {
    if (session != null) {
      unwatch(session);
      session.leave(this);
      session = null;
    }
  }

  private void unwatch(LiveSession current) {
    watching.forEach((watch, node) -> current.reads().unwatch(node, watch));
    watching.clear();
  }

  private void begin(LiveSession fresh) {
    if (!closed) {
      session = fresh;
      fresh.join(this);
      beginning = true;
      look();
    }
  }

  private void look() {
    if (session == null) {
      return;
    }
    unwatch(session);
    missed = false;
    round++;
    list(null);
  }

  /** A watch that begins the next round, unless that has begun already. */
  private Consumer<NodeEvent> nextRound(String node) {
    long mine = round;
    Consumer<NodeEvent> watch =
        event ->
            engine.run(
                () -> {
                  if (mine == round) {
                    look();
                  }
                });
    watching.put(watch, node);
    return watch;
  }

  private <T> void ask(
      Function<ZnodeSession, CompletableFuture<T>> request,
      BiConsumer<@Nullable T, @Nullable ZnodeException> handler) {
    LiveSession current = session;
    long mine = round;
    if (current != null) {
      current.on(
          request.apply(current.reads()),
          (value, failure) -> {
            if (current == session && mine == round) {
              handler.accept(value, failure);
            }
          });
    }
  }

  private void list(@Nullable Consumer<NodeEvent> watch) {
    ask(
        reads -> children(reads, watch),
        (children, failure) -> listed(children, failure, watch != null));
  }

  private CompletableFuture<Children> children(
      ZnodeSession reads, @Nullable Consumer<NodeEvent> watch) {
    return beginning
        ? FreshRead.send(reads, path, () -> reads.getChildren(path, watch))
        : reads.getChildren(path, watch);
  }

  private void listed(
      @Nullable Children children, @Nullable ZnodeException failure, boolean watching) {
    if (children != null) {
      beginning = false;
      Optional<Entry> first = engine.layout().line(children.names()).stream().findFirst();
      if (first.isPresent()) {
        read(first.get());
      } else if (watching) {
        tell(Optional.empty());
      } else {
        list(nextRound(path));
      }
    } else if (failure != null && failure.code() == Code.NO_NODE) {
      beginning = false;
      awaitPath();
    } else {
      missed(failure);
    }
  }

  private void awaitPath() {
    ask(
        reads -> reads.exists(path, nextRound(path)),
        (stat, failure) -> {
          if (stat == null) {
            missed(failure);
          } else if (stat.isEmpty()) {
            tell(Optional.empty());
          } else {
            look();
          }
        });
  }

  private void read(Entry first) {
    String node = path + "/" + first.name();
    ask(reads -> reads.getData(node, nextRound(node)), this::readLeader);
  }

  private void readLeader(@Nullable NodeData leader, @Nullable ZnodeException failure) {
    if (leader == null) {
      if (failure != null && failure.code() == Code.NO_NODE) {
        look();
      } else {
        missed(failure);
      }
    } else if (leader.stat().czxid() >= newest) {
      newest = leader.stat().czxid();
      tell(Optional.of(Layout.decode(leader.data())));
    }
  }

  /** Looks again after the next reconnection; what was refused would be refused again before. */
  private void missed(@Nullable ZnodeException failure) {
    missed = true;
    if (failure != null && !ZnodeFailures.isInterrupted(failure)) {
      log.warn("Cannot see who leads at {}", path, failure);
    }
  }

  private void tell(Optional<String> leader) {
    if (closed) {
      return;
    }
    if (told == null) {
      told = new Listeners<>(leader, value -> false, engine.callbacks());
      var unused = told.add(executor, this::pass);
    } else {
      told.publish(() -> leader);
    }
  }

  private void pass(Optional<String> leader) {
    if (!closed) {
      listener.accept(leader);
    }
  }
}
