package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Created;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import dev.coordination.zookeeper.engine.sim.Txn.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The servers together: one log, one leader (server 0), sessions.
 *
 * <p>A write is checked against the leader's tree, committed to the log and applied by the leader
 * at once; the other servers apply the log when they are made to. The leader tracks the sessions.
 * What it hears of a session through another server it hears twice a tick. A session expires at the
 * first tick after its timeout has run since the leader last heard of it.
 */
final class SimEnsemble {

  private static final long FIRST_SESSION = 0x1000;

  /** A session as the leader tracks it; {@code noted} is what another server has not passed on. */
  static final class Session {
    final long id;
    final long timeout;
    long expiry;
    boolean noted;
    boolean over;

    Session(long id, long timeout) {
      this.id = id;
      this.timeout = timeout;
    }
  }

  private final List<Txn> log = new ArrayList<>();
  private final Map<Long, Long> times = new HashMap<>();
  private final List<SimServer> servers;
  private final TreeMap<Long, Session> sessions = new TreeMap<>();
  private final SimClock clock;
  private final long tick;
  private long lastZxid;
  private boolean stopped;

  SimEnsemble(int count, Duration tick, SimClock clock) {
    this.servers =
        IntStream.range(0, count).mapToObj(i -> new SimServer(i, log, this::timeOf)).toList();
    this.tick = tick.toNanos();
    this.clock = clock;
  }

  /** When a transaction was made, as {@link SimulatedZooKeeper#wallClock} shows it. */
  private long timeOf(long zxid) {
    return times.getOrDefault(zxid, 0L);
  }

  List<SimServer> servers() {
    return servers;
  }

  SimServer leader() {
    return servers.get(0);
  }

  boolean isStopped() {
    return stopped;
  }

  List<Session> liveSessions() {
    var live = new ArrayList<>(sessions.values());
    live.removeIf(session -> session.over);
    return live;
  }

  boolean isLive(long id) {
    Session session = sessions.get(id);
    return session != null && !session.over;
  }

  // Requests

  /** A request arrives at the server of its connection. */
  void receive(Connection connection, Call call, Duration requestedTimeout) {
    hear(connection);
    RequestKind kind = call.request.kind();
    if (connection.server.isIsolated() && asksTheLeader(kind)) {
      hang(connection, call);
    } else if (kind == RequestKind.CONNECT) {
      connect(connection, call, requestedTimeout.toNanos());
    } else if (kind.isWrite()) {
      write(connection, call);
    } else {
      int upTo = kind == RequestKind.SYNC ? log.size() : 0;
      execute(connection, call, upTo, stats -> serve(connection, call.request));
    }
    connection.server.answer(connection, List.of());
  }

  private static boolean asksTheLeader(RequestKind kind) {
    return kind.isWrite() || kind == RequestKind.SYNC || kind == RequestKind.CONNECT;
  }

  /** There is no way to the leader: nobody can connect, and nothing more is answered here. */
  private static void hang(Connection connection, Call call) {
    if (call.request.kind() == RequestKind.CONNECT) {
      connection.close();
    } else {
      execute(connection, call, Integer.MAX_VALUE, stats -> new Answer.Done());
    }
  }

  private static void execute(
      Connection connection,
      Call call,
      int upTo,
      Function<List<@Nullable NodeStat>, Answer> answer) {
    connection.executing.add(new Connection.Executing(call, upTo, answer));
  }

  private static Answer serve(Connection connection, Request request) {
    return switch (request.kind()) {
      case SYNC -> new Answer.Done();
      case SET_WATCHES -> connection.server.setWatches(connection, request);
      case REMOVE_WATCHES -> connection.server.removeWatches(connection, request);
      default -> connection.server.read(connection, request);
    };
  }

  private void connect(Connection connection, Call call, long requestedTimeout) {
    long id = call.request.sessionId();
    if (id == 0) {
      var session = new Session(FIRST_SESSION + sessions.size(), negotiate(requestedTimeout));
      sessions.put(session.id, session);
      connection.sessionId = session.id;
      touch(session);
      commit(connection, call, List.of(), 0, stats -> connected(session));
    } else if (call.request.lastZxid() > connection.server.tree.lastZxid()) {
      connection.close();
    } else {
      resume(connection, call, Objects.requireNonNull(sessions.get(id)));
    }
  }

  private void resume(Connection connection, Call call, Session session) {
    if (session.over) {
      connection.reply(new Delivery.Reply(call, 0, new Answer.Connected(0, Duration.ZERO)));
      connection.close();
      return;
    }
    allConnections().filter(c -> c.sessionId == session.id).forEach(Connection::close);
    connection.sessionId = session.id;
    touch(session);
    execute(connection, call, 0, stats -> connected(session));
  }

  private java.util.stream.Stream<Connection> allConnections() {
    return servers.stream().flatMap(s -> s.connections().stream());
  }

  private static Answer connected(Session session) {
    return new Answer.Connected(session.id, Duration.ofNanos(session.timeout));
  }

  private long negotiate(long requested) {
    return Math.max(2 * tick, Math.min(20 * tick, requested));
  }

  private void write(Connection connection, Call call) {
    Session session = Objects.requireNonNull(sessions.get(connection.sessionId));
    if (session.over) {
      refuse(connection, call, Code.SESSION_EXPIRED, 0);
    } else if (call.request.kind() == RequestKind.CLOSE) {
      session.over = true;
      commit(connection, call, ephemeralsOf(session), session.id, stats -> new Answer.Done());
    } else {
      change(connection, call);
    }
  }

  private void change(Connection connection, Call call) {
    try {
      var changes = Proposal.check(leader().tree, connection.sessionId, call.request.ops());
      commit(connection, call, changes, 0, stats -> answer(call.request, changes, stats));
    } catch (Proposal.Refused refused) {
      refuse(connection, call, refused.code, refused.index);
    }
  }

  private void refuse(Connection connection, Call call, Code code, int index) {
    commit(connection, call, List.of(), 0, stats -> new Answer.Failed(code, index));
  }

  /** Puts an entry into the log; its reply waits until the connection's server has applied it. */
  private void commit(
      Connection connection,
      Call call,
      List<Change> changes,
      long closes,
      Function<List<@Nullable NodeStat>, Answer> answer) {
    times.put(++lastZxid, TimeUnit.NANOSECONDS.toMillis(clock.now()));
    log.add(new Txn(lastZxid, changes, closes));
    execute(connection, call, log.size(), answer);
    leader().applyNext();
  }

  private void commit(List<Change> changes, long closes) {
    times.put(++lastZxid, TimeUnit.NANOSECONDS.toMillis(clock.now()));
    log.add(new Txn(lastZxid, changes, closes));
    leader().applyNext();
  }

  private static Answer answer(
      Request request, List<Change> changes, List<@Nullable NodeStat> stats) {
    return switch (request.kind()) {
      case CREATE ->
          new Answer.Made(new Created(changes.get(0).path(), Objects.requireNonNull(stats.get(0))));
      case SET_DATA -> new Answer.Changed(Objects.requireNonNull(stats.get(0)));
      case MULTI -> new Answer.Applied(results(changes, stats));
      default -> new Answer.Done();
    };
  }

  private static List<OpResult> results(List<Change> changes, List<@Nullable NodeStat> stats) {
    return IntStream.range(0, changes.size())
        .mapToObj(i -> result(changes.get(i), stats.get(i)))
        .toList();
  }

  private static OpResult result(Change change, @Nullable NodeStat stat) {
    return new OpResult(change.path(), change instanceof Txn.SetData ? stat : null);
  }

  /** A write by hand, by nobody's session. */
  void byHand(Op op) {
    byHand(op, 0);
  }

  void byHand(Op op, long sessionId) {
    try {
      commit(Proposal.check(leader().tree, sessionId, List.of(op)), 0);
    } catch (Proposal.Refused refused) {
      throw new IllegalArgumentException(refused.code + " for " + op.path(), refused);
    }
  }

  // Sessions

  /** The server of a connection has heard of its client. */
  void hear(Connection connection) {
    Session session = sessions.get(connection.sessionId);
    if (session == null || session.over) {
      return;
    }
    if (connection.server == leader()) {
      touch(session);
    } else if (!connection.server.isIsolated()) {
      session.noted = true;
    }
  }

  private void touch(Session session) {
    session.noted = false;
    session.expiry = nextTick(clock.now() + session.timeout, tick);
  }

  private static long nextTick(long time, long interval) {
    return (Math.floorDiv(time, interval) + 1) * interval;
  }

  /** Ends a session at once, as when it expires or when somebody else closes it. */
  void expire(long id) {
    Session session = Objects.requireNonNull(sessions.get(id));
    if (!session.over) {
      session.over = true;
      commit(ephemeralsOf(session), id);
    }
  }

  private List<Change> ephemeralsOf(Session session) {
    return leader().tree.ephemeralsOf(session.id).stream()
        .map(p -> (Change) new Txn.Delete(p))
        .toList();
  }

  /**
   * Returns when the leader has to act next: to expire a session, or to hear from another server.
   */
  long nextInstant() {
    if (stopped) {
      return Long.MAX_VALUE;
    }
    long next = Long.MAX_VALUE;
    for (Session session : liveSessions()) {
      next = Math.min(next, session.expiry);
      if (session.noted) {
        next = Math.min(next, nextTick(clock.now(), tick / 2));
      }
    }
    return next;
  }

  /** Lets the leader do what is due. What another server passes on at this instant counts first. */
  void act() {
    if (stopped) {
      return;
    }
    boolean heard = clock.now() % (tick / 2) == 0;
    liveSessions().stream().filter(s -> heard && s.noted).forEach(this::touch);
    liveSessions().stream().filter(s -> s.expiry <= clock.now()).forEach(s -> expire(s.id));
  }

  /** Cuts a server off from the leader: of what it has heard, nothing more is passed on. */
  void isolate(SimServer server) {
    server.isolate();
    for (Connection connection : server.connections()) {
      Session session = sessions.get(connection.sessionId);
      if (session != null) {
        session.noted = false;
      }
    }
  }

  /** Stops all servers: all connections break, no session runs out. */
  void stop() {
    stopped = true;
    allConnections().toList().forEach(Connection::close);
  }

  /**
   * Starts them again: every session has its whole timeout from now, every server is up to date.
   */
  void start() {
    stopped = false;
    liveSessions().forEach(this::touch);
    servers.forEach(SimServer::rejoin);
    servers.forEach(SimEnsemble::catchUp);
  }

  private static void catchUp(SimServer server) {
    while (server.behind()) {
      server.applyNext();
    }
  }

  /** Sets how many children a node is taken to have had: the next sequence number. */
  void sequence(String path, int creates) {
    servers.forEach(server -> server.tree.sequence(path, creates));
  }

  void fingerprint(StringBuilder key) {
    servers.forEach(server -> server.fingerprint(key));
    for (Session s : liveSessions()) {
      key.append(s.id).append(' ').append(s.expiry).append(s.noted).append(s.timeout).append('\n');
    }
  }
}
