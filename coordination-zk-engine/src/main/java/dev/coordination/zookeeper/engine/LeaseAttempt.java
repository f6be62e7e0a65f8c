package dev.coordination.zookeeper.engine;

import dev.coordination.CoordinationException;
import dev.coordination.support.Callbacks;
import dev.coordination.support.LeaseStore.Change;
import dev.coordination.support.LeaseStore.Decision;
import dev.coordination.support.LeaseStore.Slot;
import dev.coordination.zookeeper.engine.EngineLeases.Stored;
import dev.coordination.zookeeper.engine.Layout.Entry;
import dev.coordination.zookeeper.engine.Layout.Mode;
import dev.coordination.zookeeper.engine.Listings.Listing;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * One attempt to change the slots of leases, in one session and under kazoo's locks.
 *
 * kazoo's lease reads its node, decides, deletes it whatever it is by then, and creates it anew, all
 * under the lock on PATH. So nobody may change the node without that lock, not even by a write that
 * names the version. Asking, all sent at once, for each slot:
 *
 *   [multi(create PATH/ID__lock__NNNNNNNNNN …), list PATH …, get PATH/lease_holder …]
 *
 * The lock nodes of all slots are made in one transaction: whoever of two asks first is ahead in every
 * line that both stand in, so that they never wait for each other.
 *
 * What is read is not older than our nodes, and so not than the request. Is nothing to be changed, as
 * when somebody has the lease, that is the answer, whoever is ahead; our nodes are deleted and nobody
 * waits for it. Is something to be changed, and we are first in every line:
 *
 *   multi(delete our lock nodes, what changes …)
 *
 * which is two round trips in all. Our lock nodes go in the same transaction: it fails if one is not
 * there any more, and nothing is left to clean up. Not first: we wait for the nearest ahead in one of
 * the lines, which has something to change too or is being refused, and list and read again.
 *
 * Changes: an extension sets the data, in the version that was read; a grant creates the node, after
 * deleting what was there, and sets its data once more, whose reply brings the czxid, the token; a
 * release deletes.
 *
 * Uncertainty: this attempt ends with the link. Its lock nodes are left to the janitor, known or not,
 * and the request makes another attempt.
 *
 * Everything here runs on the engine's loop.
 */
/**
 * One attempt to change the slots of leases.
 *
 * @param <T> the type of the request's result
 */
final class LeaseAttempt<T> implements LiveSession.Participant {

  private enum Stage {
    CREATING,
    /** Our lock nodes are there. */
    LOOKING,
    /** Somebody is ahead. */
    WAITING,
    WRITING,
    LEFT
  }

  /** A slot and the line of those who may change it. */
  private record View(Listing line, Stored stored) {}

  /** The node of the one that is waited for, and the watch on it. */
  private record Watched(String node, Consumer<NodeEvent> watch) {}

  private final LeaseChange<T> change;
  private final LiveSession session;
  private final Layout layout;
  private final List<String> paths;
  private final List<String> ids;
  private List<String> nodes = List.of();
  private Stage stage = Stage.CREATING;
  private boolean parentsMade;
  private @Nullable ZnodeException parentsRefused;
  private @Nullable Watched watched;

  /** Which look is the last: an earlier one says nothing any more. */
  private int looks;

  LeaseAttempt(LeaseChange<T> change, LiveSession session) {
    this.change = change;
    this.session = session;
    this.layout = change.engine().layout();
    this.paths = change.paths();
    this.ids = paths.stream().map(path -> change.engine().newId()).toList();
  }

  void begin() {
    session.join(this);
    session.janitor().expect(this); // until our nodes are known, or known not to be
    sendBracket();
  }

  /** Leaves the lines, if it has not. */
  void leave() {
    Stage before = stage;
    depart();
    if (before == Stage.LOOKING || before == Stage.WAITING || before == Stage.WRITING) {
      removeNodes();
    }
  }

  @Override
  public void resumed() {
    // What the broken link has swallowed has failed, and ended this attempt.
  }

  @Override
  public void ended() {
    Stage before = stage;
    depart();
    if (before == Stage.WRITING) {
      change.unresolved();
    }
    if (before != Stage.LEFT) {
      change.again();
    }
  }

  private void depart() {
    stage = Stage.LEFT;
    session.leave(this);
    watchNoMore();
  }

  private void removeNodes() {
    for (String node : nodes) {
      var unused = session.janitor().remove(node);
    }
  }

  private void restart() {
    leave();
    change.again();
  }

  private void fail(RuntimeException failure) {
    leave();
    change.fail(failure);
  }

  // ---- getting in line

  private void sendBracket() {
    byte[] data = Layout.encode(change.identifier());
    List<Op> creates = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      String prefix = Layout.contender(paths.get(i), ids.get(i), Mode.EXCLUSIVE);
      creates.add(new Op.Create(prefix, data, NodeKind.EPHEMERAL_SEQUENTIAL));
    }
    session.on(session.multi(creates), this::created);
    look();
  }

  private void created(@Nullable List<OpResult> results, @Nullable ZnodeException failure) {
    if (results != null) {
      nodes = results.stream().map(OpResult::path).toList();
      if (stage == Stage.LEFT) {
        removeNodes();
      } else {
        stage = Stage.LOOKING;
      }
    } else if (failure != null && failure.code() == Code.CONNECTION_LOSS) {
      removeUnknown();
    } else if (failure != null && stage != Stage.LEFT) {
      notCreated(failure);
      return;
    }
    session.janitor().expectNoMore(this);
  }

  /** The session goes on, so that nothing else would remove what may have been created. */
  private void removeUnknown() {
    for (int i = 0; i < paths.size(); i++) {
      session.janitor().removeUnknown(paths.get(i), ids.get(i));
    }
    if (stage != Stage.LEFT) {
      restart();
    }
  }

  private void notCreated(ZnodeException failure) {
    if (failure.code() == Code.SESSION_EXPIRED) {
      return; // ended() follows
    }
    if (failure.code() == Code.NO_NODE && !parentsMade) {
      parentsMade = true;
      for (int i = 0; i < paths.size(); i++) {
        session.createParents(paths.get(i) + "/" + ids.get(i), refusal -> parentsRefused = refusal);
      }
      sendBracket();
      return;
    }
    ZnodeException reason = parentsRefused;
    if (failure.code() == Code.NO_NODE && reason == null) {
      restart(); // somebody removes what we make
    } else {
      fail(ZnodeFailures.toApi(reason != null ? reason : failure, change.paths().get(0)));
    }
    session.janitor().expectNoMore(this);
  }

  // ---- looking

  private void look() {
    int number = ++looks;
    List<CompletableFuture<View>> views = paths.stream().map(this::view).toList();
    session.on(
        EngineLeases.all(views),
        (seen, failure) -> {
          if (stage == Stage.LOOKING && number == looks) {
            looked(seen, failure);
          }
        });
  }

  /** Lists a line and reads the slot, in this order: what is read is then not changed by others. */
  private CompletableFuture<View> view(String path) {
    CompletableFuture<Stored> slot = new CompletableFuture<>();
    CompletableFuture<Listing> line =
        session.listings().list(path, () -> follow(EngineLeases.read(session.reads(), path), slot));
    var unused = line.exceptionally(failure -> failed(slot, failure));
    return line.thenCombine(slot, View::new);
  }

  private static void follow(CompletableFuture<Stored> reply, CompletableFuture<Stored> slot) {
    var unused = reply.whenComplete((stored, failure) -> Callbacks.complete(slot, stored, failure));
  }

  @SuppressWarnings("NullAway") // nobody uses the result
  private static Listing failed(CompletableFuture<Stored> slot, Throwable failure) {
    slot.completeExceptionally(failure); // it may never have been asked for
    return null;
  }

  private void looked(@Nullable List<View> seen, @Nullable ZnodeException failure) {
    if (seen != null) {
      evaluate(seen);
    } else if (failure != null && ZnodeFailures.isRefusal(failure)) {
      fail(ZnodeFailures.toApi(failure, paths.get(0)));
    } else {
      restart(); // the link broke, or somebody has removed the path
    }
  }

  private void evaluate(List<View> seen) {
    String ahead = null;
    for (int i = seen.size() - 1; i >= 0; i--) {
      List<Entry> line = seen.get(i).line().line(layout);
      Optional<Entry> own = layout.parse(Layout.name(nodes.get(i)));
      if (own.isEmpty() || line.stream().anyMatch(Entry::isExhausted)) {
        fail(ZnodeFailures.numbersExhausted(paths.get(i)));
        return;
      }
      int place = line.indexOf(own.get());
      if (place < 0) {
        restart(); // somebody has removed our node
        return;
      }
      ahead = place == 0 ? ahead : paths.get(i) + "/" + line.get(place - 1).name();
    }
    decide(seen, ahead);
  }

  private void decide(List<View> seen, @Nullable String ahead) {
    List<Slot> slots = seen.stream().map(view -> view.stored().slot()).toList();
    Decision<T> decision;
    try {
      decision = change.decide(slots);
    } catch (CoordinationException e) {
      fail(e);
      return;
    }
    change.behind(ahead != null);
    if (decision.changesNothing()) {
      leave(); // before the answer, so that the deletion precedes whatever the caller does next
      change.answer(decision, slots.stream().map(Slot::token).toList());
    } else if (ahead != null) {
      await(ahead);
    } else if (change.expose()) {
      write(decision, seen);
    }
  }

  // ---- waiting

  private void await(String ahead) {
    stage = Stage.WAITING;
    Watched next = new Watched(ahead, event -> session.run(() -> moved(ahead)));
    watched = next;
    session.on(
        session.look(ahead, next.watch()),
        (stat, failure) -> {
          if (stage == Stage.WAITING && next.equals(watched)) {
            lookedAhead(stat, failure);
          }
        });
  }

  private void lookedAhead(@Nullable Optional<NodeStat> stat, @Nullable ZnodeException failure) {
    if (failure != null && ZnodeFailures.isRefusal(failure)) {
      fail(ZnodeFailures.toApi(failure, paths.get(0)));
    } else if (failure != null) {
      restart();
    } else if (stat == null || stat.isEmpty()) {
      lookAgain();
    }
  }

  /** It has gone, or been written to: the list tells. */
  private void moved(String node) {
    Watched current = watched;
    if (stage == Stage.WAITING && current != null && current.node().equals(node)) {
      lookAgain();
    }
  }

  private void lookAgain() {
    watchNoMore();
    stage = Stage.LOOKING;
    look();
  }

  private void watchNoMore() {
    Watched current = watched;
    watched = null;
    if (current != null) {
      session.reads().unwatch(current.node(), current.watch());
    }
  }

  // ---- writing

  private void write(Decision<T> decision, List<View> seen) {
    stage = Stage.WRITING;
    List<Op> operations = new ArrayList<>();
    nodes.forEach(node -> operations.add(new Op.Delete(node, ZnodeSession.ANY)));
    List<Integer> created = new ArrayList<>(); // where a slot's new czxid is told, or 0
    for (int i = 0; i < seen.size(); i++) {
      Change next = decision.changes().get(i);
      add(operations, Layout.leaseHolder(paths.get(i)), next, seen.get(i).stored());
      created.add(next instanceof Change.Fill ? operations.size() - 1 : 0);
    }
    session.on(
        session.multi(operations),
        (results, failure) -> {
          if (stage == Stage.WRITING) {
            written(decision, results == null ? null : tokens(seen, created, results), failure);
          }
        });
  }

  private static void add(List<Op> operations, String node, Change next, Stored stored) {
    boolean there = stored.slot().data() != null;
    if (next instanceof Change.Update update) {
      operations.add(new Op.SetData(node, update.data(), stored.version()));
    } else if (there && !(next instanceof Change.Keep)) {
      operations.add(new Op.Delete(node, stored.version()));
    }
    if (next instanceof Change.Fill fill) {
      operations.add(new Op.Create(node, fill.data(), NodeKind.PERSISTENT));
      operations.add(new Op.SetData(node, fill.data(), 0));
    }
  }

  private static List<Long> tokens(List<View> seen, List<Integer> created, List<OpResult> results) {
    List<Long> tokens = new ArrayList<>();
    for (int i = 0; i < seen.size(); i++) {
      NodeStat stat = created.get(i) == 0 ? null : results.get(created.get(i)).stat();
      tokens.add(stat == null ? seen.get(i).stored().slot().token() : stat.czxid());
    }
    return tokens;
  }

  private void written(
      Decision<T> decision, @Nullable List<Long> tokens, @Nullable ZnodeException failure) {
    if (tokens != null) {
      depart(); // our nodes went with it
      change.answer(decision, tokens);
    } else if (failure == null || ZnodeFailures.isInterrupted(failure)) {
      change.unresolved();
      restart();
    } else if (ZnodeFailures.isCommitted(failure)) {
      change.refused();
      refused(failure);
    } else {
      change.refused();
      fail(ZnodeFailures.toApi(failure, paths.get(0)));
    }
  }

  /** Somebody has changed a slot without its lock, or removed one of our lock nodes. */
  private void refused(ZnodeException failure) {
    if (failure.index() < nodes.size()) {
      restart();
    } else {
      stage = Stage.LOOKING;
      look();
    }
  }
}
