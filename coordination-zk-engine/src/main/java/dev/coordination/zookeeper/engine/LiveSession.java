package dev.coordination.zookeeper.engine;

import dev.coordination.support.Scheduler;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Created;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session and what the engine does in it. Everything here runs on the engine's loop, one task
 * at a time, except where it says otherwise.
 */
final class LiveSession {

  /** What takes part in the life of a session. */
  interface Participant {

    /** The link is back, and the janitor has been sent out. */
    void resumed();

    /** The session is over. */
    void ended();
  }

  private final ZnodeSession znodes;
  private final Executor loop;
  private final Scheduler scheduler;
  private final ValidityDeadline validity;
  private final Janitor janitor;
  private final Heartbeat heartbeat;
  private final Listings listings;
  private final Set<Participant> participants = new LinkedHashSet<>();
  private final Set<String> standing = new HashSet<>();

  /** Nodes that should stand and do not: others removed them, or the session has ended. */
  private final Set<String> missing = new HashSet<>();

  private boolean connected = true;
  private boolean over;

  LiveSession(ZnodeSession znodes, Executor loop, Scheduler scheduler, ValidityDeadline validity) {
    this.znodes = znodes;
    this.loop = loop;
    this.scheduler = scheduler;
    this.validity = validity;
    this.janitor = new Janitor(this);
    this.heartbeat = new Heartbeat(this, scheduler, validity);
    this.listings = new Listings(znodes);
  }

  Janitor janitor() {
    return janitor;
  }

  Heartbeat heartbeat() {
    return heartbeat;
  }

  Listings listings() {
    return listings;
  }

  ValidityDeadline validity() {
    return validity;
  }

  /** The reads of the session; transactions go through the methods of this class. */
  ZnodeSession reads() {
    return znodes;
  }

  boolean isConnected() {
    return connected && !over;
  }

  boolean isOver() {
    return over;
  }

  void join(Participant participant) {
    participants.add(participant);
  }

  void leave(Participant participant) {
    participants.remove(participant);
  }

  /** A node of ours stands in some line. */
  void stands(String node) {
    standing.add(node);
  }

  /** A node of ours is about to be removed by ourselves. */
  void standsNoMore(String node) {
    standing.remove(node);
  }

  /** A node of ours is gone, and not by our doing; the next transaction tells whether we live. */
  void isMissing(String node) {
    missing.add(node);
  }

  /** {@return how many things this session keeps for paths and calls: for tests} */
  int kept() {
    return participants.size() + standing.size() + missing.size();
  }

  /** {@return whether a node is ours and should exist, for all this client has done} */
  boolean isStanding(String node) {
    return standing.contains(node);
  }

  void suspend() {
    connected = false;
    validity.suspend();
    janitor.suspended();
    heartbeat.refreshHolds();
  }

  void resume(long sentNanos) {
    heartbeat.checkDeadline();
    connected = true;
    validity.resume(znodes.timeout(), sentNanos);
    janitor.resumed(); // before anything new, or a contender would queue behind our own orphan
    heartbeat.refreshHolds();
    List.copyOf(participants).forEach(Participant::resumed);
  }

  void end() {
    over = true;
    validity.end();
    heartbeat.stop();
    janitor.ended();
    List.copyOf(participants).forEach(Participant::ended);
    participants.clear();
  }

  /**
   * Looks at a node and, if it is there, watches it. Unlike {@code exists} this leaves no watch on
   * one that is gone, which would wait for ever for a name that never comes again.
   */
  CompletableFuture<Optional<NodeStat>> look(String node, Consumer<NodeEvent> watch) {
    return znodes
        .getData(node, watch)
        .thenApply(found -> Optional.of(found.stat()))
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, Optional.empty()));
  }

  CompletableFuture<Created> create(String path, byte[] data, NodeKind kind) {
    return transaction(() -> znodes.create(path, data, kind));
  }

  CompletableFuture<@Nullable Void> delete(String path) {
    return delete(path, ZnodeSession.ANY);
  }

  CompletableFuture<@Nullable Void> delete(String path, int version) {
    return transaction(() -> znodes.delete(path, version));
  }

  CompletableFuture<List<OpResult>> multi(List<Op> operations) {
    return transaction(() -> znodes.multi(operations));
  }

  /** Lets the server hear of this client. */
  void touch() {
    long sent = scheduler.nanoTime();
    on(
        znodes.exists("/", null),
        (stat, failure) -> {
          if (failure == null) {
            validity.answered(sent);
          }
        });
  }

  /**
   * Sends the creation of all that is missing above a node. Nobody waits for it: whatever is sent
   * behind it finds the parents, or fails in turn.
   *
   * @param refused is told why a parent cannot be created, before the replies to what follows; not
   *     told of one that is there already, lacks a parent of its own, or may be tried again
   */
  void createParents(String path, Consumer<ZnodeException> refused) {
    for (String parent : Layout.parents(path)) {
      on(
          create(parent, Layout.NO_DATA, NodeKind.PERSISTENT),
          (created, failure) -> {
            if (failure != null && ZnodeFailures.isRefusal(failure)) {
              refused.accept(failure);
            }
          });
    }
  }

  /** Runs a task on the loop. */
  void run(Runnable task) {
    loop.execute(task);
  }

  /**
   * Handles a reply, in the loop's task that brings it: before anything that happened later. A
   * request that fails without having been sent is handled in a task of its own, not in the midst
   * of what its sender is doing.
   */
  <T extends @Nullable Object> void on(
      CompletableFuture<T> reply, BiConsumer<@Nullable T, @Nullable ZnodeException> handler) {
    if (reply.isDone()) {
      loop.execute(() -> handle(reply, handler));
    } else {
      handle(reply, handler);
    }
  }

  private static <T extends @Nullable Object> void handle(
      CompletableFuture<T> reply, BiConsumer<@Nullable T, @Nullable ZnodeException> handler) {
    var unused =
        reply.whenComplete((value, failure) -> handler.accept(value, ZnodeFailures.of(failure)));
  }

  /**
   * Sends a request that changes the store, and counts its acknowledgement as proof of life before
   * anyone else handles the reply.
   */
  private <T extends @Nullable Object> CompletableFuture<T> transaction(
      Supplier<CompletableFuture<T>> request) {
    long sent = scheduler.nanoTime(); // before the request is queued, not when it leaves the queue
    Set<String> removed = Set.copyOf(missing);
    return request
        .get()
        .whenComplete(
            (value, failure) -> {
              if (failure == null || ZnodeFailures.isCommitted(failure)) {
                heartbeat.acknowledged(sent, znodes.timeout());
                missing.removeAll(removed);
                standing.removeAll(removed);
              }
            });
  }
}
