package dev.coordination.zookeeper.engine.client;

import dev.coordination.support.Callbacks;
import dev.coordination.zookeeper.engine.RequestSize;
import dev.coordination.zookeeper.engine.SessionListener;
import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.engine.client.Watches.Interest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.WatcherType;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.common.ZKConfig;
import org.jspecify.annotations.Nullable;

/**
 * The session of one {@link ZooKeeper} handle, which may belong to somebody else.
 *
 * <p>ZooKeeper's client runs the callbacks and watchers of a handle on one thread in the store's
 * order, and queues the failures of the requests in flight before the event that says why. Here
 * each of them passes through the delivery context as well, one for all sessions of a transport, so
 * that the end of a session, which others can bring about, is in turn with them.
 *
 * <pre>
 * life      OPENING -> CONNECTED <-> SUSPENDED -> ENDED
 * prepare   OPENING: makes the elements of the root that are missing
 * open      sets the beacon; its reply makes the session CONNECTED and known to the listener
 * beacon    a watch on a node that nobody ever makes. It never fires, but every watch is told each
 *           change of its handle's connection, in turn with replies and events. A default watcher
 *           would take the place of the one that the handle's owner has.
 * end       expired, closed, refused, or given up by the transport: what is in flight fails with
 *           SESSION_EXPIRED, then the listener is told; later replies and events are dropped
 * </pre>
 */
public final class HandleSession implements ZnodeSession {

  private static final String BEACON = "/zookeeper/coordination-beacon";

  private enum Phase {
    OPENING,
    CONNECTED,
    SUSPENDED,
    ENDED
  }

  private final ZooKeeper handle;
  private final Realm realm;
  private final Executor delivery;
  private final SessionListener listener;
  private final LongSupplier handshakeNanos;
  private final Requests requests;
  private final Watches watches;
  private final LongLists lists;
  private final Root root;
  private final Watcher beacon = this::onConnectionEvent;
  private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();

  /** Changed in the delivery context only. */
  private volatile Phase phase = Phase.OPENING;

  private volatile Duration timeout = Duration.ZERO;

  /** How many connections this session has lost. */
  private long connections;

  /**
   * Creates the session of a handle; nothing is sent yet.
   *
   * @param handle the handle, connected or not
   * @param realm where the recipes' paths lie
   * @param shared whether others use the handle too
   * @param delivery runs what it is given one at a time, in order, soon
   * @param listener is told the life of this session; its {@code ended} even when it never opened
   * @param handshakeNanos a time on {@link System#nanoTime}, not later than the sending of the
   *     request that last made or revalidated the session
   */
  HandleSession(
      ZooKeeper handle,
      Realm realm,
      boolean shared,
      Executor delivery,
      SessionListener listener,
      LongSupplier handshakeNanos) {
    this.handle = handle;
    this.realm = realm;
    this.delivery = delivery;
    this.listener = listener;
    this.handshakeNanos = handshakeNanos;
    this.requests = new Requests(delivery, handshakeNanos.getAsLong());
    this.root = new Root(handle, realm, requests);
    this.watches = new Watches(handle, shared, delivery);
    this.lists = new LongLists(handle);
  }

  /** Returns the handle. */
  public ZooKeeper handle() {
    return handle;
  }

  boolean isLinked() {
    return phase == Phase.CONNECTED;
  }

  /** Completes when the listener has been told that it is over. */
  CompletableFuture<@Nullable Void> over() {
    return over;
  }

  // ------------------------------------------------------------------ life

  /** Makes the elements of the root that are missing. */
  CompletableFuture<@Nullable Void> prepare() {
    return root.prepare();
  }

  /** Sets the beacon. When it stands, the listener knows this session. */
  CompletableFuture<@Nullable Void> open() {
    return requests.send(
        BEACON,
        reply ->
            handle.exists(
                BEACON, beacon, (rc, at, c, stat) -> reply.got(orAbsent(rc), this::opened), null));
  }

  /** Ends this session, unless it has ended, whatever becomes of the handle. */
  void end() {
    delivery.execute(this::ended);
  }

  /**
   * Ends this session when what was asked before has been answered, having sent all that takes it
   * off a handle that lives on.
   */
  public void detach() {
    var unused =
        sync("/")
            .whenComplete(
                (done, failure) -> {
                  watches.remove(BEACON, WatcherType.Any, beacon);
                  watches.removeAll();
                  end();
                });
  }

  private @Nullable Void opened() {
    connected();
    return null;
  }

  private void onConnectionEvent(WatchedEvent event) {
    if (event.getType() == Watcher.Event.EventType.None) {
      delivery.execute(() -> changed(event.getState()));
    }
  }

  private void changed(Watcher.Event.KeeperState state) {
    switch (state) {
      case SyncConnected -> connected();
      case Disconnected, ConnectedReadOnly -> disconnected();
      case Expired, Closed, AuthFailed -> ended();
      default -> {} // authenticated by SASL: nothing changes
    }
  }

  private void connected() {
    Phase before = phase;
    if (before == Phase.OPENING || before == Phase.SUSPENDED) {
      phase = Phase.CONNECTED;
      watches.linked();
      readTimeout();
      if (before == Phase.OPENING) {
        listener.established(this, handshakeNanos.getAsLong());
      } else {
        listener.resumed(this, revalidatedNanos());
      }
    }
  }

  private void disconnected() {
    if (phase == Phase.CONNECTED) {
      phase = Phase.SUSPENDED;
      connections++;
      listener.suspended(this);
    }
  }

  private void ended() {
    if (phase != Phase.ENDED) {
      phase = Phase.ENDED;
      watches.close();
      requests.close();
      listener.ended(this);
      over.complete(null);
    }
  }

  /** A session that died has a negotiated timeout of zero, perhaps before it says that it died. */
  private void readTimeout() {
    int millis = handle.getSessionTimeout();
    if (millis > 0) {
      timeout = Duration.ofMillis(millis);
    }
  }

  /**
   * Whatever was answered, or lost, before the news that the link is back had been asked for before
   * the handshake of that link was sent: the newest such request bounds it from below where nobody
   * sees the handshake itself. That is not so of a link that stands when the session opens: there
   * the reads of the opening come behind the handshake, and say nothing of the leader.
   */
  private long revalidatedNanos() {
    long answered = requests.answeredNanos();
    long handshake = handshakeNanos.getAsLong();
    return answered - handshake > 0 ? answered : handshake;
  }

  // ------------------------------------------------------------------ requests

  @Override
  public long id() {
    return handle.getSessionId();
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public int largestReply() {
    return handle
        .getClientConfig()
        .getInt(ZKConfig.JUTE_MAXBUFFER, ZKClientConfig.CLIENT_MAX_PACKET_LENGTH_DEFAULT);
  }

  @Override
  public CompletableFuture<Created> create(String path, byte[] data, NodeKind kind) {
    return requests.send(
        path,
        reply -> {
          RequestSize.check(new Op.Create(path, data, kind), realm::at);
          handle.create(
              realm.at(path),
              data,
              realm.access().apply(path),
              Translation.mode(kind),
              (rc, at, context, name, stat) -> {
                if (rc == KeeperException.Code.OK.intValue()) {
                  reply.got(
                      rc, () -> new Created(Translation.named(path, name), Translation.stat(stat)));
                } else {
                  root.missed(reply, StoreErrors.of(rc, path));
                }
              },
              null);
        });
  }

  @Override
  public CompletableFuture<@Nullable Void> delete(String path, int version) {
    return requests.send(
        path,
        reply ->
            handle.delete(
                realm.at(path), version, (rc, at, context) -> reply.got(rc, () -> null), null));
  }

  @Override
  public CompletableFuture<NodeStat> setData(String path, byte[] data, int version) {
    return requests.send(
        path,
        reply -> {
          RequestSize.check(new Op.SetData(path, data, version), realm::at);
          handle.setData(
              realm.at(path),
              data,
              version,
              (rc, at, context, stat) -> reply.got(rc, () -> Translation.stat(stat)),
              null);
        });
  }

  @Override
  public CompletableFuture<NodeData> getData(String path, @Nullable Consumer<NodeEvent> watch) {
    return requests.send(
        path,
        reply -> {
          Interest interest = watches.interest(WatcherType.Data, path, realm.at(path), watch);
          handle.getData(
              realm.at(path),
              Watches.watcher(interest),
              (rc, at, context, data, stat) -> {
                watches.replied(rc, interest);
                reply.got(rc, () -> new NodeData(Translation.data(data), Translation.stat(stat)));
              },
              null);
        });
  }

  @Override
  public CompletableFuture<Optional<NodeStat>> exists(
      String path, @Nullable Consumer<NodeEvent> watch) {
    return requests.send(
        path,
        reply -> {
          Interest interest = watches.interest(WatcherType.Data, path, realm.at(path), watch);
          handle.exists(
              realm.at(path),
              Watches.watcher(interest),
              (rc, at, context, stat) -> {
                watches.replied(orAbsent(rc), interest);
                reply.got(orAbsent(rc), () -> Optional.ofNullable(stat).map(Translation::stat));
              },
              null);
        });
  }

  @Override
  public CompletableFuture<Children> getChildren(String path, @Nullable Consumer<NodeEvent> watch) {
    return lists.isTooLong(path)
        ? exists(path, null)
            .thenCompose(stat -> CompletableFuture.failedFuture(lists.refusal(path, stat)))
        : list(path, watch);
  }

  private CompletableFuture<Children> list(String path, @Nullable Consumer<NodeEvent> watch) {
    CompletableFuture<Children> listed =
        requests.send(
            path,
            reply -> {
              Interest interest =
                  watches.interest(WatcherType.Children, path, realm.at(path), watch);
              handle.getChildren(
                  realm.at(path),
                  Watches.watcher(interest),
                  (rc, at, context, names, stat) -> {
                    watches.replied(rc, interest);
                    reply.got(rc, () -> new Children(names, Translation.stat(stat)));
                  },
                  null);
            });
    CompletableFuture<Children> result =
        new CompletableFuture<>(); // a dependent one wraps failures
    var unused =
        listed.whenComplete(
            (children, failure) -> {
              countIfSuspect(path, failure); // before anybody sends the list again
              Callbacks.complete(result, children, failure);
            });
    return result;
  }

  private void countIfSuspect(String path, @Nullable Throwable failure) {
    if (lists.isSuspect(path, failure, connections)) {
      var unused = exists(path, null).thenAccept(stat -> lists.counted(path, stat));
    }
  }

  @Override
  public void unwatch(String path, Consumer<NodeEvent> watch) {
    watches.withdraw(realm.at(path), watch);
  }

  @Override
  public CompletableFuture<List<OpResult>> multi(List<Op> operations) {
    List<Op> ops = List.copyOf(operations);
    return requests.send(
        ops.get(0).path(),
        reply -> {
          RequestSize.check(ops, realm::at);
          handle.multi(
              ops.stream().map(op -> Translation.operation(op, realm)).toList(),
              (rc, at, context, results) -> settle(reply, ops, rc, results),
              null);
        });
  }

  @Override
  public CompletableFuture<@Nullable Void> sync(String path) {
    return requests.send(
        path,
        reply -> handle.sync(realm.at(path), (rc, at, context) -> reply.got(rc, () -> null), null));
  }

  private void settle(
      Reply<List<OpResult>> reply,
      List<Op> ops,
      int rc,
      @Nullable List<org.apache.zookeeper.OpResult> results) {
    if (rc == KeeperException.Code.OK.intValue() && results != null) {
      reply.got(rc, () -> Translation.results(ops, results));
    } else {
      ZnodeException failure = StoreErrors.ofMulti(rc, ops, results);
      if (ops.get(failure.index()) instanceof Op.Create) {
        root.missed(reply, failure);
      } else {
        reply.failed(() -> failure);
      }
    }
  }

  private static int orAbsent(int rc) {
    boolean absent = rc == KeeperException.Code.NONODE.intValue();
    return absent ? KeeperException.Code.OK.intValue() : rc;
  }
}
