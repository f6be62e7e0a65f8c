package dev.coordination.zookeeper.engine;

import dev.coordination.support.AbstractClaimedItem;
import dev.coordination.support.QueuedItem;
import dev.coordination.support.Scheduler;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * A claimed item, from the claim to its end.
 *
 *   consumed   see Consumption
 *   released   see ClaimRemoval
 *   lost       with the session, or when somebody deletes the node by hand
 *
 * The node is watched from the grant on. If somebody deletes it, another client may make one of the
 * same name and version; only the event, or another czxid, tells them apart. Our own consumption fires
 * that watch as well, ahead of its reply: while one is under way the reply decides.
 *
 * Everything here runs on the engine's loop, but where it says otherwise.
 */
final class Claim implements LiveSession.Participant, Heartbeat.Guarded {

  /** The version of a claim's node. */
  static final int VERSION = 1;

  private final ClaimReader reader;
  private final LiveSession session;
  private final ItemName name;
  private final String id;
  private final long token;
  private final byte[] payload;
  private final Consumption consumption = new Consumption(this);
  private final OwnNodeWatch ownNode;
  private @Nullable AbstractClaimedItem<?> hold;
  private boolean over;

  Claim(
      ClaimReader reader,
      LiveSession session,
      ItemName name,
      String id,
      long token,
      byte[] payload) {
    this.reader = reader;
    this.session = session;
    this.name = name;
    this.id = id;
    this.token = token;
    this.payload = payload;
    this.ownNode =
        new OwnNodeWatch(session, node(), stat -> stat.czxid() == token, this::ownNodeGone);
  }

  ClaimReader reader() {
    return reader;
  }

  LiveSession session() {
    return session;
  }

  ItemName name() {
    return name;
  }

  long token() {
    return token;
  }

  QueuedItem item() {
    return new QueuedItem(name.text(), name.priority(), payload);
  }

  String entry() {
    return reader.entry(name);
  }

  boolean isOver() {
    return over;
  }

  /** Makes the claim somebody's. */
  void grantTo(Claimant claimant) {
    session.join(this);
    hold = claimant.makeHold(this);
    session.heartbeat().holds(this);
    watchOwnNode();
    if (!claimant.grant()) {
      var unused = release();
    }
  }

  /** The item was exchanged for another one, or the session is over. */
  void givenBack() {
    over = true;
    reader.freed(name);
  }

  /** Consumes the item. May be called on any thread. */
  CompletableFuture<@Nullable Void> consume() {
    EngineClient engine = reader.engine();
    CompletableFuture<@Nullable Void> result = new CompletableFuture<>();
    Scheduler.Timer timer =
        engine
            .scheduler()
            .schedule(engine.operationTimeout(), () -> engine.run(() -> consumption.late(result)));
    var unused = result.whenComplete((done, failure) -> timer.cancel());
    engine.run(() -> consumption.ask(result));
    return result;
  }

  /** A consumption was applied: item and claim have gone. */
  void consumed() {
    depart();
    reader.consumed(name);
  }

  /**
   * Gives the item back.
   *
   * @return completes when that is confirmed or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> release() {
    if (over) {
      return CompletableFuture.completedFuture(null);
    }
    depart();
    return session
        .janitor()
        .see(
            new ClaimRemoval(
                session, node(), id, () -> reader.freed(name), () -> reader.confirmedFree(name)));
  }

  /** The claim does not stand in the store any more. */
  void lost() {
    if (!over) {
      depart();
      reader.freed(name);
      hold().lose();
    }
  }

  private void depart() {
    over = true;
    session.leave(this);
    session.heartbeat().holdsNoMore(this);
  }

  @Override
  public void resumed() {
    consumption.resumed();
  }

  @Override
  public void ended() {
    lost();
    consumption.ended();
  }

  @Override
  public String node() {
    return reader.taken(name);
  }

  @Override
  public AbstractClaimedItem<?> hold() {
    return Objects.requireNonNull(hold);
  }

  @Override
  public void watchOwnNode() {
    if (!over) {
      ownNode.set();
    }
  }

  @Override
  public void ownNodeGone() {
    if (!consumption.decides()) {
      lost();
    }
  }
}
