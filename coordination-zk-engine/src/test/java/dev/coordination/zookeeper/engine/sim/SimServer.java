package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.sim.Request.WatchKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One server: its tree, which is the log applied up to some entry, the watches left with it, and
 * the connections to it.
 *
 * <p>Requests of one connection are answered in order. A read is answered from this server's tree
 * as soon as all requests before it are answered; a write when this server has applied it. Watch
 * events of a transaction go out before its reply.
 */
final class SimServer implements SimTree.Observer {

  final int index;
  final SimTree tree;
  private final List<Txn> log;
  private final List<Connection> connections = new ArrayList<>();
  private final Map<String, Set<Connection>> dataWatches = new TreeMap<>();
  private final Map<String, Set<Connection>> childWatches = new TreeMap<>();

  /** Nodes that nobody is permitted to read. */
  final Set<String> unreadable = new HashSet<>();

  private int applied;

  /** Cut off from the leader, without having noticed: answers reads, from the past, and pings. */
  private boolean isolated;

  SimServer(int index, List<Txn> log, LongUnaryOperator times) {
    this.index = index;
    this.tree = new SimTree(times);
    this.log = log;
  }

  List<Connection> connections() {
    return List.copyOf(connections);
  }

  boolean behind() {
    return applied < log.size();
  }

  boolean isIsolated() {
    return isolated;
  }

  void isolate() {
    isolated = true;
  }

  /** Finds its leader again, and drops its clients, as a server does on the way. */
  void rejoin() {
    isolated = false;
    connections().forEach(Connection::close);
  }

  /** Returns whether it is behind, and the leader's news reach it. */
  boolean canCatchUp() {
    return behind() && !isolated;
  }

  boolean hasConnections() {
    return !connections.isEmpty();
  }

  void catchUpTo(long zxid) {
    while (tree.lastZxid() < zxid) {
      applyNext();
    }
  }

  /** Returns whether a request waits for an entry that is not applied here yet. */
  boolean awaited() {
    return connections.stream().anyMatch(c -> !c.executing.isEmpty());
  }

  void add(Connection connection) {
    connections.add(connection);
  }

  void forget(Connection connection) {
    connections.remove(connection);
    dataWatches.values().forEach(set -> set.remove(connection));
    childWatches.values().forEach(set -> set.remove(connection));
    dataWatches.values().removeIf(Set::isEmpty);
    childWatches.values().removeIf(Set::isEmpty);
  }

  /**
   * Applies the next entry of the log: events first, then the replies that it frees, then closing.
   */
  void applyNext() {
    Txn txn = log.get(applied++);
    List<@Nullable NodeStat> stats = tree.apply(txn, this);
    connections().forEach(c -> answer(c, stats));
    if (txn.closes() != 0) {
      connections().stream().filter(c -> c.sessionId == txn.closes()).forEach(Connection::close);
    }
  }

  /** Answers what can be answered on a connection, in order. */
  void answer(Connection connection, List<@Nullable NodeStat> stats) {
    for (var next = connection.executing.peek(); next != null; next = connection.executing.peek()) {
      if (next.upTo() > applied) {
        return;
      }
      connection.executing.remove();
      Answer answer = next.answer().apply(stats);
      connection.reply(new Delivery.Reply(next.call(), tree.lastZxid(), answer));
    }
  }

  // Reads

  Answer read(Connection connection, Request request) {
    SimTree.Node node = tree.get(request.path());
    if (node != null && unreadable.contains(request.path())) {
      return new Answer.Failed(Code.NO_AUTH, 0);
    }
    if (request.kind() == RequestKind.EXISTS) {
      watchIf(request.watch(), dataWatches, request.path(), connection);
      return new Answer.Found(node == null ? null : node.stat());
    }
    if (node == null) {
      return new Answer.Failed(Code.NO_NODE, 0);
    }
    if (request.kind() == RequestKind.GET_DATA) {
      watchIf(request.watch(), dataWatches, request.path(), connection);
      return new Answer.Read(new NodeData(node.data.clone(), node.stat()));
    }
    watchIf(request.watch(), childWatches, request.path(), connection);
    return new Answer.Listed(new Children(List.copyOf(node.children), node.stat()));
  }

  private static void watchIf(
      boolean watch, Map<String, Set<Connection>> watches, String path, Connection connection) {
    if (watch) {
      watches.computeIfAbsent(path, p -> new LinkedHashSet<>()).add(connection);
    }
  }

  /**
   * Re-registers a client's watches, and tells at once what it missed since the zxid it has seen.
   */
  Answer setWatches(Connection connection, Request request) {
    long seen = request.lastZxid();
    for (String path : request.watches().getOrDefault(WatchKind.DATA, List.of())) {
      SimTree.Node node = tree.get(path);
      if (node == null) {
        send(connection, NodeEvent.Kind.DELETED, path);
      } else if (node.mzxid > seen) {
        send(connection, NodeEvent.Kind.DATA_CHANGED, path);
      } else {
        watchIf(true, dataWatches, path, connection);
      }
    }
    for (String path : request.watches().getOrDefault(WatchKind.EXISTS, List.of())) {
      if (tree.get(path) != null) {
        send(connection, NodeEvent.Kind.CREATED, path);
      } else {
        watchIf(true, dataWatches, path, connection);
      }
    }
    for (String path : request.watches().getOrDefault(WatchKind.CHILDREN, List.of())) {
      SimTree.Node node = tree.get(path);
      if (node == null) {
        send(connection, NodeEvent.Kind.DELETED, path);
      } else if (node.pzxid > seen) {
        send(connection, NodeEvent.Kind.CHILDREN_CHANGED, path);
      } else {
        watchIf(true, childWatches, path, connection);
      }
    }
    return new Answer.Done();
  }

  // Watches

  Answer removeWatches(Connection connection, Request request) {
    boolean children = request.watches().containsKey(WatchKind.CHILDREN);
    Map<String, Set<Connection>> watches = children ? childWatches : dataWatches;
    watches.getOrDefault(request.path(), new LinkedHashSet<>()).remove(connection);
    watches.values().removeIf(Set::isEmpty);
    return new Answer.Done();
  }

  /** Returns how many pairs of a watched node and a connection it keeps. */
  int watchCount() {
    return Stream.of(dataWatches, childWatches)
        .flatMap(watches -> watches.values().stream())
        .mapToInt(Set::size)
        .sum();
  }

  @Override
  public void created(String path) {
    fire(dataWatches, path, NodeEvent.Kind.CREATED, Set.of());
  }

  @Override
  public void deleted(String path) {
    Set<Connection> told = fire(dataWatches, path, NodeEvent.Kind.DELETED, Set.of());
    fire(childWatches, path, NodeEvent.Kind.DELETED, told);
  }

  @Override
  public void dataChanged(String path) {
    fire(dataWatches, path, NodeEvent.Kind.DATA_CHANGED, Set.of());
  }

  @Override
  public void childrenChanged(String path) {
    fire(childWatches, path, NodeEvent.Kind.CHILDREN_CHANGED, Set.of());
  }

  private static Set<Connection> fire(
      Map<String, Set<Connection>> watches,
      String path,
      NodeEvent.Kind kind,
      Set<Connection> told) {
    Set<Connection> watchers = watches.remove(path);
    if (watchers == null) {
      return Set.of();
    }
    watchers.stream().filter(c -> !told.contains(c)).forEach(c -> send(c, kind, path));
    return watchers;
  }

  private static void send(Connection connection, NodeEvent.Kind kind, String path) {
    connection.reply(new Delivery.Event(new NodeEvent(kind, path)));
  }

  void fingerprint(StringBuilder key) {
    key.append("server").append(index).append(' ').append(applied).append(isolated).append('\n');
    tree.fingerprint(key);
    log.subList(applied, log.size()).forEach(key::append);
    fingerprint(key, dataWatches);
    fingerprint(key, childWatches);
  }

  private static void fingerprint(StringBuilder key, Map<String, Set<Connection>> watches) {
    watches.forEach(
        (path, set) -> {
          key.append(path);
          set.stream().map(c -> c.sessionId).sorted().forEach(id -> key.append(',').append(id));
        });
  }
}
