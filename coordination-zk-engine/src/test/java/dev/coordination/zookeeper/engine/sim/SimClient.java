package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeTransport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/**
 * One simulated client: its transport, the faults that can befall it, and what it has asked for.
 * Methods may be called from any thread.
 */
public final class SimClient {

  /** The n-th request of some kind from now is lost, or its reply. */
  private static final class Trap {
    final Predicate<Request> which;
    final boolean reply;
    int left;

    Trap(Predicate<Request> which, int left, boolean reply) {
      this.which = which;
      this.left = left;
      this.reply = reply;
    }
  }

  /** Something that the user of a client may do next; see {@link #offer}. */
  record Action(String label, Runnable body) {}

  private final SimulatedZooKeeper world;
  final ClientCore core;
  final SimScheduler scheduler;
  final Deque<Action> actions = new ArrayDeque<>();
  private final List<Trap> traps = new ArrayList<>();
  private final ZnodeTransport transport;

  SimClient(SimulatedZooKeeper world, ClientCore core, Executor callbacks) {
    this.world = world;
    this.core = core;
    this.scheduler = new SimScheduler(world);
    this.transport = new SimTransport(core, world, scheduler, callbacks);
  }

  /** Returns the client's name. */
  public String name() {
    return core.name;
  }

  /** Returns the client's transport, always the same. */
  public ZnodeTransport transport() {
    return transport;
  }

  // Faults of the link

  /** Breaks the link; both ends know at once. What is on the wire is lost. */
  public void cutLink() {
    world.call(() -> breakLink(ClientCore.Link.CUT, false));
  }

  /** Cuts the link when it breaks next, before the client connects again. */
  public void cutLinkWhenItBreaks() {
    world.call(() -> core.cutAtBreak = true);
  }

  /** Lets nothing through any more; the client notices after two thirds of its timeout. */
  public void silenceLink() {
    world.call(() -> core.link = ClientCore.Link.SILENT);
  }

  /** Makes the link whole; a client that has lost its connection connects at once. */
  public void restoreLink() {
    world.call(
        () -> {
          core.link = ClientCore.Link.UP;
          core.cutAtBreak = false;
          core.connect();
        });
  }

  /** Breaks the connection once; the client connects again at once. */
  public void resetLink() {
    world.call(() -> core.loseConnection(false));
  }

  void breakLink(ClientCore.Link state, boolean late) {
    core.link = state;
    core.loseConnection(late);
  }

  /** Connects again, to this server; with an index beyond the leader's 0 one that may lag. */
  public void moveTo(int server) {
    world.call(
        () -> {
          core.nextServer = server;
          core.loseConnection(false);
        });
  }

  /** Connects again, to the server after the one it is connected to. */
  void moveOn() {
    Connection current = core.connection;
    if (current != null) {
      core.nextServer = (current.server.index + 1) % world.ensemble().servers().size();
      core.loseConnection(true);
    }
  }

  /**
   * Breaks the connection behind the n-th request from now (1 is the next), which so has no answer;
   * what the client asks for after that, in the same task even, goes to the next server.
   */
  public void tearBehind(int n) {
    world.call(() -> core.tearBehind = n);
  }

  /**
   * Loses the n-th write from now (1 is the next): it never arrives, and the connection breaks.
   * Mere checks, which prove that the session lives, are no writes.
   */
  public void dropWriteRequest(int n) {
    trap(Request::isChange, n, false);
  }

  /** Loses the reply to the n-th write from now: it is applied, and the connection breaks. */
  public void dropWriteReply(int n) {
    trap(Request::isChange, n, true);
  }

  /** Loses the n-th request of any kind from now. */
  public void dropRequest(int n) {
    trap(request -> true, n, false);
  }

  /** Loses the reply to the n-th request of any kind from now. */
  public void dropReply(int n) {
    trap(request -> true, n, true);
  }

  private void trap(Predicate<Request> which, int n, boolean reply) {
    world.call(() -> traps.add(new Trap(which, n, reply)));
  }

  /** Returns whether this request, about to arrive, is lost; notes if its reply will be. */
  boolean isLost(Call call) {
    Request request = call.request;
    boolean lost = false;
    for (Trap trap : request.kind().isUsers() ? List.copyOf(traps) : List.<Trap>of()) {
      if (trap.which.test(request) && --trap.left == 0) {
        traps.remove(trap);
        lost |= !trap.reply;
        call.replyLost |= trap.reply;
      }
    }
    return lost;
  }

  // Faults of the session and of the process

  /** Ends the session at the server at once, as if somebody had closed it there. */
  public void expireNow() {
    world.call(() -> sessionId().ifPresent(world.ensemble()::expire));
  }

  /** Stops the process: nothing is sent or taken in, no timer runs, until {@link #thaw}. */
  public void freeze() {
    world.call(() -> core.frozen = true);
  }

  /** Lets the process go on: with what has arrived meanwhile, then with its overdue timers. */
  public void thaw() {
    world.call(
        () -> {
          core.frozen = false;
          core.thawed();
          core.connect();
        });
  }

  /** Ends the process without a word; its session runs out at the server. */
  public void kill() {
    world.call(core::kill);
  }

  /** Returns whether the process has not been killed. */
  public boolean isAlive() {
    return world.call(() -> !core.killed);
  }

  /** Returns whether its code can run: it is neither killed nor frozen. */
  public boolean isRunning() {
    return world.call(core::runs);
  }

  // What it does

  /** Returns the id of the session that the client believes to have. */
  public OptionalLong sessionId() {
    SimSession session = world.call(core::session);
    return session == null ? OptionalLong.empty() : OptionalLong.of(session.id());
  }

  /** Returns whether the client is connected, as far as it knows. */
  public boolean isConnected() {
    return world.call(core::isConnected);
  }

  /** Returns how many requests of each kind the recipes have made; a multi counts as one. */
  public Map<RequestKind, Integer> counts() {
    return world.call(() -> new EnumMap<>(core.counts));
  }

  /** Returns how many requests of any kind the recipes have made. */
  public int requests() {
    return counts().values().stream().mapToInt(Integer::intValue).sum();
  }

  /** Lets the client refuse requests, unsent, whose paths take more bytes than this. */
  public void refuseLargerThan(int bytes) {
    world.call(() -> core.largestRequest = bytes);
  }

  /** Sets how large a reply the client says it takes; nothing breaks if one is larger. */
  public void largestReply(int bytes) {
    world.call(() -> core.largestReply = bytes);
  }

  /** Returns how many watches the client library keeps. */
  public int watches() {
    return world.call(core.watches::count);
  }

  /** Begins to count anew. */
  public void resetCounts() {
    world.call(core.counts::clear);
  }

  /**
   * In a stepwise world: lets the client's user do something, in a step of its own, after what was
   * offered before. Called by code that runs in a step, or while a world is made.
   */
  public void offer(String label, Runnable body) {
    world.call(() -> actions.add(new Action(label, body)));
  }

  @Override
  public String toString() {
    return core.name;
  }
}
