package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.SessionListener;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.sim.Request.WatchKind;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client library of one simulated client, after the real Java client.
 *
 * <p>Requests go out in order, at most once. When the link breaks, what is unanswered or unsent
 * fails with CONNECTION_LOSS, then the listener is told, then it connects again; what is asked for
 * meanwhile is sent behind the re-registration of the watches, or fails at the next attempt that
 * comes to nothing. That a session has expired is learnt only by connecting. The last zxid seen is
 * that of replies; watch events do not count.
 *
 * <p>Everything told to the recipes goes one by one through {@link #deliverNext}.
 */
final class ClientCore {

  enum Link {
    UP,
    /** Broken, and both ends know. */
    CUT,
    /** Nothing comes through, and nobody knows until something does not come in time. */
    SILENT
  }

  final String name;
  private final World world;
  private final Duration requestedTimeout;
  final ClientWatches watches = new ClientWatches();
  final Fingerprint inputs = new Fingerprint();
  final Map<RequestKind, Integer> counts = new EnumMap<>(RequestKind.class);
  private final Outbox outbox = new Outbox();
  final Queue<Connection.Sent<Delivery>> inbox = new ArrayDeque<>();
  private @Nullable Recipes recipes;
  private @Nullable SimSession session;
  @Nullable Connection connection;
  @Nullable Connection previous;
  private boolean connected;
  private boolean closing;
  private boolean closed;
  private long connectSent;
  private long lastZxid;
  private final ClientTimes times;

  /** The server that the next connection goes to. */
  int nextServer;

  /**
   * Behind which of the next requests the link breaks, before what the code asks for then; or 0.
   */
  int tearBehind;

  /** How many bytes of paths a request may have. */
  int largestRequest = Integer.MAX_VALUE;

  volatile int largestReply = Integer.MAX_VALUE;

  Link link = Link.UP;
  boolean cutAtBreak;
  boolean frozen;
  boolean killed;

  ClientCore(String name, World world, int server, Duration requestedTimeout) {
    this.name = name;
    this.world = world;
    this.nextServer = server;
    this.requestedTimeout = requestedTimeout;
    this.times = new ClientTimes(world.clock());
  }

  boolean isConnected() {
    return connected;
  }

  boolean isClosed() {
    return closed;
  }

  @Nullable SimSession session() {
    return session;
  }

  /** Returns whether its code can run. */
  boolean runs() {
    return !frozen && !killed;
  }

  // Asking

  /** A request of the recipes; may be called from anywhere. A dead process asks for nothing. */
  void submit(SimSession from, Call call) {
    world.run(() -> accept(from, call));
  }

  private void accept(SimSession from, Call call) {
    if (killed) {
      return;
    }
    counts.merge(call.request.kind(), 1, Integer::sum);
    if (call.request.pathBytes() > largestRequest) {
      tell(new Delivery.Failure(call, Code.TOO_LARGE));
    } else if (from.over || closed) {
      tell(new Delivery.Failure(call, Code.SESSION_EXPIRED));
    } else if (connected) {
      send(call);
      tear();
    } else {
      outbox.keep(call);
    }
  }

  /** Breaks the link between two requests of one task, if it is to be: the next server is tried. */
  private void tear() {
    if (tearBehind > 0 && --tearBehind == 0) {
      nextServer = (connectionInUse().server.index + 1) % world.ensemble().servers().size();
      loseConnection(true);
    }
  }

  /** The recipes want no more of a watch, set or asked for; may be called from anywhere. */
  void unwatch(SimSession from, String path, Consumer<NodeEvent> watch) {
    world.run(
        () -> {
          if (!from.over && !killed) {
            WatchKind kind = watches.remove(path, watch);
            if (kind != null) {
              forgetIfUnwanted(path, kind == WatchKind.CHILDREN);
            }
            withdraw(path, false, watch);
            withdraw(path, true, watch);
          }
        });
  }

  private void withdraw(String path, boolean children, Consumer<NodeEvent> watch) {
    outbox.watching(path, children).stream()
        .filter(call -> call.watch == watch)
        .forEach(call -> call.watch = null);
  }

  /** Lets the server forget a node, unless another watch, or one asked for, is on it. */
  private void forgetIfUnwanted(String path, boolean children) {
    if (connected && !watches.any(path, children) && outbox.watching(path, children).isEmpty()) {
      WatchKind kind = children ? WatchKind.CHILDREN : WatchKind.DATA;
      send(Call.own(Request.removeWatches(kind, path)));
    }
  }

  private void send(Call call) {
    outbox.sent(call);
    times.sent();
    connectionInUse().request(call);
  }

  private Connection connectionInUse() {
    return Objects.requireNonNull(connection, "no connection");
  }

  private void tell(Delivery delivery) {
    inbox.add(new Connection.Sent<>(delivery, world.clock().now(), world.clock().stamp()));
  }

  // Connecting

  void start(SessionListener newListener, Executor newDelivery) {
    recipes = new Recipes(newListener, newDelivery);
    connect();
  }

  /** Connects, if it wants to and can. */
  void connect() {
    boolean wanted = recipes != null && connection == null && !closed && !closing;
    if (!wanted || !runs() || link != Link.UP || world.ensemble().isStopped()) {
      return;
    }
    SimServer server = world.ensemble().servers().get(nextServer);
    if (world.isStepwise()) {
      server.catchUpTo(lastZxid);
    }
    var fresh = new Connection(server, world.clock());
    connection = fresh;
    server.add(fresh);
    connectSent = world.clock().now();
    times.sent();
    times.heard();
    long id = session == null ? 0 : session.id();
    fresh.request(Call.own(Request.connect(id, lastZxid)));
  }

  private void connectReply(Answer.Connected answer) {
    if (answer.sessionId() == 0) {
      endSession();
      return;
    }
    boolean resumed = session != null;
    var current = session;
    if (current == null) {
      current = new SimSession(this, answer.sessionId(), answer.timeout());
      session = current;
    }
    current.negotiated(answer.timeout());
    connected = true;
    if (!watches.isEmpty()) {
      send(Call.own(Request.setWatches(lastZxid, watches.paths())));
    }
    outbox.takeUnsent().forEach(this::send);
    if (resumed) {
      recipes().resumed(current, connectSent);
    } else {
      recipes().established(current, connectSent);
    }
  }

  /** The link of the connection is gone, at least for this client. */
  void loseConnection(boolean mayArriveLate) {
    Connection lost = connection;
    if (lost == null) {
      return;
    }
    if (cutAtBreak) {
      link = Link.CUT;
    }
    leave(lost, mayArriveLate);
    times.attempted();
    failAll(Code.CONNECTION_LOSS);
    if (connected) {
      connected = false;
      if (closing) {
        finish();
      } else {
        tell(new Delivery.Suspended());
      }
    }
    connect();
  }

  private void leave(Connection lost, boolean mayArriveLate) {
    lost.abandon(mayArriveLate);
    if (previous != null) {
      previous.close();
    }
    previous = lost;
    connection = null;
  }

  private void failAll(Code code) {
    outbox.takeAll().forEach(call -> tell(new Delivery.Failure(call, code)));
  }

  /** The server says that the session has expired. */
  private void endSession() {
    SimSession ended = session;
    if (ended != null) {
      ended.over = true;
      tell(new Delivery.Ended(ended));
    }
    failAll(Code.SESSION_EXPIRED);
    session = null;
    watches.clear();
    lastZxid = 0;
    dropConnection();
    connect();
  }

  private void dropConnection() {
    if (connection != null) {
      connection.abandon(false);
      connection = null;
    }
    connected = false;
  }

  // Closing

  void close() {
    if (closing || closed) {
      return;
    }
    closing = true;
    if (session != null) {
      session.over = true;
    }
    if (connected) {
      send(Call.own(Request.close()));
    } else {
      finish();
    }
  }

  private void finish() {
    if (!closed) {
      closed = true;
      dropConnection();
      failAll(Code.SESSION_EXPIRED);
      watches.clear();
      if (session != null) {
        tell(new Delivery.Ended(session));
      }
    }
  }

  /** The process is gone; what it had sent may still arrive. */
  void kill() {
    killed = true;
    if (connection != null) {
      leave(connection, true);
    }
    connected = false;
    inbox.clear();
  }

  // Being told

  /** Returns what is next for this client: its own news first, then what is on the wire. */
  Connection.@Nullable Sent<Delivery> next() {
    if (!runs()) {
      return null;
    }
    var own = inbox.peek();
    if (own != null) {
      return own;
    }
    return connection == null || link == Link.SILENT ? null : connection.replies.peek();
  }

  /** Delivers what is next; there must be something. */
  void deliverNext() {
    boolean own = !inbox.isEmpty();
    var sent = own ? inbox.remove() : connectionInUse().replies.remove();
    var input = new StringBuilder();
    sent.item().append(input);
    inputs.add(world.clock().now()).add(input);
    if (!own) {
      times.heard();
    }
    deliver(sent.item());
  }

  private void deliver(Delivery item) {
    if (item instanceof Delivery.Reply reply) {
      reply(reply);
    } else if (item instanceof Delivery.Event event) {
      recipes().event(watches.take(event.event()), event.event());
    } else if (item instanceof Delivery.Closed) {
      nextServer = (nextServer + 1) % world.ensemble().servers().size();
      loseConnection(false);
    } else if (item instanceof Delivery.Failure failure) {
      recipes().failure(failure.call(), failure.code());
    } else if (item instanceof Delivery.Suspended) {
      tellSuspended();
    } else if (item instanceof Delivery.Ended ended) {
      recipes().ended(ended.session());
    }
  }

  private void tellSuspended() {
    if (session != null && !closing) {
      recipes().suspended(session);
    }
  }

  private void reply(Delivery.Reply reply) {
    if (reply.call().replyLost) {
      loseConnection(false);
      return;
    }
    if (reply.answer() instanceof Answer.Connected answer) {
      connectReply(answer);
      return;
    }
    Call call = outbox.answered(reply);
    lastZxid = reply.zxid();
    watches.register(call, reply.answer());
    if (call.request.watch() && call.watch == null) {
      forgetIfUnwanted(call.request.path(), call.request.kind() == RequestKind.GET_CHILDREN);
    }
    if (call.request.kind() == RequestKind.CLOSE) {
      finish();
    } else if (call.request.kind().isUsers()) {
      recipes().answer(call, reply.answer());
    }
  }

  private Recipes recipes() {
    return Objects.requireNonNull(recipes, "not started");
  }

  // Time

  private long timeoutNanos() {
    return (session == null ? requestedTimeout : session.timeout()).toNanos();
  }

  /** Returns when the library has to do something of its own. */
  long nextInstant() {
    if (!runs() || closed || recipes == null) {
      return Long.MAX_VALUE;
    }
    if (connection != null) {
      long givesUp = times.givesUp(timeoutNanos());
      return connected ? Math.min(times.nextPing(timeoutNanos()), givesUp) : givesUp;
    }
    return outbox.hasUnsent() ? times.nextAttempt() : Long.MAX_VALUE;
  }

  /** Does what is due: a ping (which takes no time), giving up a silent link, a vain attempt. */
  void act() {
    long now = world.clock().now();
    if (nextInstant() > now) {
      return;
    }
    if (connection == null) {
      times.attempted();
      failAll(Code.CONNECTION_LOSS);
    } else if (connected && link == Link.UP && times.nextPing(timeoutNanos()) <= now) {
      times.sent();
      times.heard();
      world.ensemble().hear(connection);
    } else if (times.givesUp(timeoutNanos()) <= now) {
      loseConnection(false);
    } else {
      times.sent();
    }
  }

  /** Forgets how long it was frozen: what has arrived is read before anything is given up. */
  void thawed() {
    times.heard();
  }

  Duration requestedTimeout() {
    return requestedTimeout;
  }

  void fingerprint(StringBuilder key) {
    key.append(name);
    inputs.append(key);
    key.append(link)
        .append(frozen)
        .append(killed)
        .append(nextServer)
        .append(',')
        .append(tearBehind)
        .append(',');
    key.append(connected).append(closing);
    outbox.append(key);
    key.append(' ').append(connectSent).append(' ').append(lastZxid).append('\n');
    times.append(key);
    inbox.forEach(sent -> Connection.append(sent, key));
    Connection.append(connection, key);
    Connection.append(previous, key);
  }
}
