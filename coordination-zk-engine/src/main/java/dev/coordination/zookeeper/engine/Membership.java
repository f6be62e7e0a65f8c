package dev.coordination.zookeeper.engine;

import dev.coordination.support.Validity;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * One participant's membership of a party, over as many sessions as it takes: one node at a time.
 *
 * When the node is deleted by somebody else, or has gone with its session, another one is made, in the
 * session that there is or in the next, under a new name. What was made in a session that is over is
 * deleted first, in the same breath: the store may not know yet that the session is over, and there must
 * not be two. So a name is never seen twice, and a listing never shows a participant twice.
 *
 * As with a hold, a node counts only while its session is proven to live: where nobody knows how old the
 * session is, its node is believed in after another transaction.
 *
 * What the store refuses is tried again after a while: a member stays one until it leaves.
 *
 * On the engine's loop, but for the question whether the node stands.
 */
final class Membership implements PlaceInParty.Owner {

  private static final Logger log = LoggerFactory.getLogger(Membership.class);

  /** Is told how the membership stands, on the loop. */
  interface Owner {

    /** A node stands in the store, the first one or another. */
    void entered();

    /** The store refuses; it is asked again later, unless the owner leaves. */
    void refused(RuntimeException failure);
  }

  private final EngineClient engine;
  private final String path;
  private final UnaryOperator<String> nodes;
  private final byte[] data;
  private final Owner owner;

  /** Made in sessions that are over: to be deleted before another one is made. */
  private final Set<String> former = new LinkedHashSet<>();

  private boolean joined;
  private boolean left;
  private @Nullable PlaceInParty place;

  /** What a node that stands relies on. */
  private volatile @Nullable Validity standing;

  /**
   * Creates what is not a member yet.
   *
   * @param path the party's
   * @param nodes makes the path of a node from a new ID
   * @param data of each node
   */
  Membership(
      EngineClient engine, String path, UnaryOperator<String> nodes, byte[] data, Owner owner) {
    this.engine = engine;
    this.path = path;
    this.nodes = nodes;
    this.data = data;
    this.owner = owner;
  }

  /**
   * Tells, on any thread, whether the node stands, for all this client can know: not from the
   * session's deadline on, which comes before the store can have ended it by time.
   */
  boolean isMember() {
    Validity current = standing;
    return current != null && current.remainingNanos() > 0;
  }

  /**
   * Tells, on any thread, whether the session of the node may have ended by time: then no
   * confirmation can be expected.
   */
  boolean isOverdue() {
    Validity current = standing;
    return current != null && current.remainingNanos() <= 0;
  }

  /** {@return the name of the node that stands, or null while none does} */
  @Nullable String name() {
    PlaceInParty current = place;
    return standing == null || current == null ? null : Layout.name(current.node());
  }

  /**
   * Becomes a member, and stays one until {@link #leave}. Joining again changes nothing, and nor
   * does joining after that.
   */
  void join() {
    if (!joined && !left) {
      joined = true;
      seek();
    }
  }

  /**
   * Is a member no longer.
   *
   * @return completes when the store has confirmed that, or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> leave() {
    PlaceInParty current = place;
    joined = false;
    left = true;
    place = null;
    standing = null;
    if (!former.isEmpty()) {
      engine.whenConnected(this::removeFormer, former::isEmpty);
    }
    return current == null ? CompletableFuture.completedFuture(null) : current.leave();
  }

  private void seek() {
    place = null;
    standing = null;
    engine.whenConnected(this::enter, () -> !joined || place != null);
  }

  private void enter(LiveSession session) {
    if (joined && place == null) {
      removeFormer(session);
      PlaceInParty fresh = new PlaceInParty(session, path, nodes.apply(engine.newId()), data, this);
      place = fresh;
      fresh.enter();
    }
  }

  private void removeFormer(LiveSession session) {
    for (String node : former) {
      var unused = session.janitor().remove(node);
    }
  }

  @Override
  public void entered() {
    former.clear();
    believe(Objects.requireNonNull(place));
  }

  /** A node is not believed in before its session is: whose age nobody knows may end any moment. */
  private void believe(PlaceInParty entered) {
    if (entered != place) {
      return;
    }
    ValidityDeadline validity = entered.session().validity();
    if (validity.remainingNanos() > 0) {
      standing = validity;
      owner.entered();
    } else {
      engine.schedule(validity.proofDelay(), () -> prove(entered));
    }
  }

  /** A transaction proves what the leader has heard of us some time before. */
  private void prove(PlaceInParty entered) {
    if (entered == place) {
      LiveSession session = entered.session();
      session.on(
          session.multi(List.of(new Op.Check(entered.node(), ZnodeSession.ANY))),
          (results, failure) -> believe(entered));
    }
  }

  @Override
  public void gone() {
    PlaceInParty current = Objects.requireNonNull(place);
    if (current.session().isOver()) {
      former.add(current.node());
    }
    seek();
  }

  @Override
  public void failed(RuntimeException failure) {
    PlaceInParty refused = place;
    standing = null;
    owner.refused(failure);
    if (refused != null && refused == place) {
      engine.schedule(refused.session().validity().heartbeat(), () -> tryAgain(refused, failure));
    }
  }

  private void tryAgain(PlaceInParty refused, RuntimeException failure) {
    if (refused == place) {
      log.warn("Cannot be a member of {}, trying again: {}", path, failure.toString());
      seek();
    }
  }
}
