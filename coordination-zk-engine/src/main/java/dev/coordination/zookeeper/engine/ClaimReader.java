package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/*
 * All that one client claims from one locking queue, as kazoo's LockingQueue does: an item is free if
 * it is among the entries and not among the taken.
 *
 *   [sync, list taken, list entries]     unless the names are known
 *   [list taken, look at the entries' stat, claim the first that seems free]     see ClaimAttempt
 *
 * So a claim costs two round trips, or one. In the second case it is a guess, made before the answer
 * says what others have given back meanwhile. Should an item before the claimed one turn out to be
 * free, the claims are exchanged in one transaction, and the caller never knows.
 *
 * Who waits takes a place in the line beside the queue, as takers of a queue do; the first in line
 * watches both lists, and so sees what is put, given back, or left by the dead.
 *
 * Everything here runs on the engine's loop.
 */
final class ClaimReader extends ItemReader {

  private final Deque<Claimant> claimants = new ArrayDeque<>();
  private Set<String> taken = new HashSet<>();
  private @Nullable Consumer<NodeEvent> takenWatch;
  private boolean takenMissing;
  private @Nullable ZnodeException takenRefused;
  private boolean guessing;

  ClaimReader(EngineClient engine, String path) {
    super(engine, path, Layout.entries(path));
  }

  String entry(ItemName name) {
    return Layout.entries(path()) + "/" + name.text();
  }

  String taken(ItemName name) {
    return Layout.taken(path()) + "/" + name.text();
  }

  /** Claims an item for somebody, who may wait for one. */
  void claim(Claimant claimant) {
    if (!claimant.isPatient() && !engine().isConnected()) {
      claimant.failUnavailable("not connected");
      return;
    }
    sought();
    claimant.needs(list().next());
    claimant.whenSettled(() -> engine().run(this::serve));
    claimants.add(claimant);
    serve();
  }

  /** Somebody else was faster: the claimant is served before those that came later. */
  void again(Claimant claimant) {
    claimants.addFirst(claimant);
    serve();
  }

  // Serving

  @Override
  public void serve() {
    claimants.removeIf(Claimant::isSettled);
    LiveSession current = claimants.isEmpty() ? null : connected();
    if (current != null && !list().isUncertain(current)) {
      serve(current);
    }
    if (claimants.stream().noneMatch(Claimant::isPatient)) {
      line().leave();
    }
  }

  private void serve(LiveSession current) {
    boolean attempted = false;
    for (Claimant claimant : List.copyOf(claimants)) {
      ItemName best = bestFor(claimant);
      if (best != null) {
        claimants.remove(claimant);
        known().takeOut(best);
        new ClaimAttempt(this, current, claimant, best).begin(guessing);
        attempted = true;
      }
    }
    guessing |= attempted;
    answerNothing(current);
  }

  /** {@return the first item that seems free to a claimant, or null if there is none} */
  @Nullable ItemName bestFor(Claimant claimant) {
    return known().first(name -> !taken.contains(name.text()) && claimant.wants(name.text()));
  }

  private void answerNothing(LiveSession current) {
    if (claimants.isEmpty()) {
      return;
    }
    if (!claimants.stream().allMatch(claimant -> list().isAnswered(claimant.needed()))) {
      list().ask(current);
      return;
    }
    List.copyOf(claimants).stream()
        .filter(claimant -> !claimant.isPatient())
        .forEach(Claimant::refuse);
    if (claimants.stream().anyMatch(Claimant::isPatient)) {
      line().enter(current);
      if (line().isFirst() && !(list().isWatching() && takenWatch != null)) {
        list().ask(current);
      }
    }
  }

  // Knowing what is taken

  @Override
  public void listing(LiveSession current, boolean watched) {
    guessing = false;
    listTaken(current, line().isFirst() && takenWatch == null);
  }

  void listTaken(LiveSession current, boolean watched) {
    if (watched && takenMissing) {
      current.createParents(Layout.taken(path()) + "/item", refusal -> takenRefused = refusal);
    }
    Consumer<NodeEvent> watch = watched ? list().watch(() -> takenWatch = null) : null;
    current.on(
        current.reads().getChildren(Layout.taken(path()), watch),
        (children, failure) -> {
          if (isCurrent(current)) {
            takenWatch = watch != null && children != null ? watch : takenWatch;
            takenListed(children, failure);
          }
        });
  }

  private void takenListed(@Nullable Children children, @Nullable ZnodeException failure) {
    if (children != null) {
      taken = new HashSet<>(children.names());
      takenMissing = false;
      takenRefused = null;
    } else if (failure != null && failure.code() == Code.NO_NODE) {
      taken = new HashSet<>();
      takenMissing = true;
      failIfRefused();
    } else if (failure != null && !ZnodeFailures.isInterrupted(failure)) {
      failed(ZnodeFailures.toApi(failure, path()));
    }
  }

  /** What does not exist and must not be made cannot be watched. */
  private void failIfRefused() {
    ZnodeException refused = takenRefused;
    if (refused != null) {
      takenRefused = null;
      failed(ZnodeFailures.toApi(refused, path()));
    }
  }

  void glance(LiveSession current) {
    list().glance(current);
  }

  // What becomes of items

  /** Another client has the item. */
  void takenByOther(ItemName name) {
    taken.add(name.text());
    known().bringBack(name);
  }

  /** The item is not claimed by this client any more. */
  void freed(ItemName name) {
    taken.remove(name.text());
    known().bringBack(name);
    list().setDue();
    serve();
  }

  /** It is confirmed that the item is not claimed by this client any more. */
  void confirmedFree(ItemName name) {
    taken.remove(name.text());
    list().setDue();
    serve();
  }

  /** This client is about to claim another item instead of one it has. */
  void reserve(ItemName name) {
    known().takeOut(name);
  }

  /** This client has consumed the item. */
  void consumed(ItemName name) {
    known().gone(name);
    serve();
  }

  /** The item is there no longer. */
  void gone(ItemName name) {
    known().gone(name);
  }

  // The session

  @Override
  public void interrupted() {
    claimants.stream()
        .filter(claimant -> !claimant.isPatient())
        .forEach(claimant -> claimant.failUnavailable("connection lost"));
  }

  @Override
  public void failed(RuntimeException failure) {
    List.copyOf(claimants).forEach(claimant -> claimant.fail(failure));
  }

  @Override
  void forgetSession() {
    takenWatch = null;
  }

  @Override
  void unwatch(LiveSession current) {
    if (takenWatch != null) {
      current.reads().unwatch(Layout.taken(path()), takenWatch);
      takenWatch = null;
    }
  }

  @Override
  boolean isSought() {
    return claimants.stream().anyMatch(claimant -> !claimant.isSettled());
  }

  @Override
  boolean isHoldingItems() {
    return false; // what is claimed is out
  }
}
