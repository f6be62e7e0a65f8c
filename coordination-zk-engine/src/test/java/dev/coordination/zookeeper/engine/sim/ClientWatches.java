package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.sim.Request.WatchKind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watches that a client library keeps. Which list a watch is in depends on the read that set it
 * and on what that read found; one event takes all watches of its path out of the lists it
 * concerns.
 */
final class ClientWatches {

  private final Map<WatchKind, Map<String, List<Consumer<NodeEvent>>>> lists =
      new EnumMap<>(WatchKind.class);

  /** Notes the watch of a read that was answered, if it is one that sets a watch. */
  void register(Call call, Answer answer) {
    Consumer<NodeEvent> watch = call.watch;
    if (watch == null || answer instanceof Answer.Failed) {
      return;
    }
    WatchKind kind = WatchKind.DATA;
    if (answer instanceof Answer.Listed) {
      kind = WatchKind.CHILDREN;
    } else if (answer instanceof Answer.Found found && found.stat() == null) {
      kind = WatchKind.EXISTS;
    }
    list(kind).computeIfAbsent(call.request.path(), p -> new ArrayList<>()).add(watch);
  }

  /** Takes out and returns the watches that an event concerns. */
  List<Consumer<NodeEvent>> take(NodeEvent event) {
    var taken = new ArrayList<Consumer<NodeEvent>>();
    if (event.kind() != NodeEvent.Kind.CHILDREN_CHANGED) {
      take(WatchKind.DATA, event.path(), taken);
      take(WatchKind.EXISTS, event.path(), taken);
    }
    if (event.kind() == NodeEvent.Kind.CHILDREN_CHANGED || event.kind() == NodeEvent.Kind.DELETED) {
      take(WatchKind.CHILDREN, event.path(), taken);
    }
    return taken;
  }

  private void take(WatchKind kind, String path, List<Consumer<NodeEvent>> into) {
    List<Consumer<NodeEvent>> watches = list(kind).remove(path);
    if (watches != null) {
      into.addAll(watches);
    }
  }

  /** Takes out one watch; returns of which kind it was, or null if it is not here. */
  @Nullable WatchKind remove(String path, Consumer<NodeEvent> watch) {
    for (WatchKind kind : WatchKind.values()) {
      List<Consumer<NodeEvent>> watches = list(kind).get(path);
      if (watches != null && watches.remove(watch)) {
        list(kind).values().removeIf(List::isEmpty);
        return kind;
      }
    }
    return null;
  }

  /** Returns whether a node has watches that the server's one mark for them stands for. */
  boolean any(String path, boolean children) {
    return children
        ? list(WatchKind.CHILDREN).containsKey(path)
        : list(WatchKind.DATA).containsKey(path) || list(WatchKind.EXISTS).containsKey(path);
  }

  int count() {
    return lists.values().stream()
        .flatMap(list -> list.values().stream())
        .mapToInt(List::size)
        .sum();
  }

  private Map<String, List<Consumer<NodeEvent>>> list(WatchKind kind) {
    return lists.computeIfAbsent(kind, k -> new TreeMap<>());
  }

  boolean isEmpty() {
    return lists.values().stream().allMatch(Map::isEmpty);
  }

  void clear() {
    lists.clear();
  }

  /** Returns the watched paths of each kind. */
  Map<WatchKind, List<String>> paths() {
    var paths = new EnumMap<WatchKind, List<String>>(WatchKind.class);
    lists.forEach((kind, map) -> paths.put(kind, List.copyOf(map.keySet())));
    return paths;
  }
}
