package dev.coordination.zookeeper.engine;

import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.Layout.Entry;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Follows who is first in a line.
 *
 * List; read the first one's data with a watch on that node; when it is deleted, list again. While
 * nobody is there, watch the list instead, or, while the path does not exist, the path. So an observer
 * asks something only when the leader changes, whatever the length of the line.
 *
 * Watches of a look that are left over are taken off when the next begins, and at the end.
 *
 * A leader older than the last one seen is not told, so that a lagging server never takes the story back.
 */
final class LeaderWatch extends ListenerWatch<Optional<String>> {

  private static final Logger log = LoggerFactory.getLogger(LeaderWatch.class);

  private final EngineClient engine;
  private final String path;

  /** The watches of the current look, each with the path it is on. */
  private final Map<Consumer<NodeEvent>, String> watching = new HashMap<>();

  private long newest;

  LeaderWatch(
      EngineClient engine,
      RecipeContext context,
      Executor executor,
      Consumer<Optional<String>> listener) {
    super(engine, context, executor, listener);
    this.engine = engine;
    this.path = context.storePath();
  }

  @Override
  void begin(ZnodeSession reads) {
    leave(reads);
    list(reads, null, children -> listed(reads, children), () -> awaitPath(reads));
  }

  @Override
  void leave(ZnodeSession reads) {
    watching.forEach((watch, node) -> reads.unwatch(node, watch));
    watching.clear();
  }

  @Override
  void abandon(ZnodeSession reads) {} // the next look takes them off, which they may bring on

  @Override
  void refused(ZnodeException failure) {
    log.warn("Cannot see who leads at {}", path, failure);
  }

  private void listed(ZnodeSession reads, Children children) {
    first(children).ifPresentOrElse(first -> read(reads, first), () -> awaitContender(reads));
  }

  private void awaitContender(ZnodeSession reads) {
    list(
        reads,
        watch(path),
        children ->
            first(children)
                .ifPresentOrElse(first -> read(reads, first), () -> seen(Optional.empty())),
        () -> awaitPath(reads));
  }

  private void awaitPath(ZnodeSession reads) {
    awaitPath(reads, watch(path), () -> seen(Optional.empty()));
  }

  private Optional<Entry> first(Children children) {
    return engine.layout().line(children.names()).stream().findFirst();
  }

  private void read(ZnodeSession reads, Entry first) {
    String node = path + "/" + first.name();
    ask(reads.getData(node, watch(node)), this::readLeader, this::lookAgain);
  }

  private void readLeader(NodeData leader) {
    if (leader.stat().czxid() >= newest) {
      newest = leader.stat().czxid();
      seen(Optional.of(Layout.decode(leader.data())));
    } else {
      looked();
    }
  }

  private void seen(Optional<String> leader) {
    tell(leader);
    looked();
  }

  private Consumer<NodeEvent> watch(String node) {
    Consumer<NodeEvent> watch =
        new Consumer<>() {
          @Override
          public void accept(NodeEvent event) {
            engine.run(() -> fired(this));
          }
        };
    watching.put(watch, node);
    return watch;
  }

  /** The event of one that was taken off may have been on its way. */
  private void fired(Consumer<NodeEvent> watch) {
    if (watching.remove(watch) != null) {
      look();
    }
  }
}
