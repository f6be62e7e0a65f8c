package dev.coordination.zookeeper.engine;

import dev.coordination.Hold;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractHold;
import dev.coordination.support.Acquisition;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * One request for the hold at the head of a line, over as many sessions as it takes.
 *
 * A patient contender takes a place in line, waits until it is first, and is granted the hold. If the
 * session ends while it waits, or somebody deletes its node, it takes a new place at the end of the
 * line. An impatient one (tryAcquire) is refused as soon as somebody is ahead, and fails if the link
 * is down or breaks: its node is deleted before the answer is given, but that is not waited for.
 *
 * To be first is not enough: nothing is granted while the link is down or the session's deadline is
 * over, for then the session may have ended without our knowing. After such a moment a transaction
 * that checks our own node has to prove that it has not.
 *
 * A hold is bound to the place, and so to the session, that it was granted in.
 */
final class Contender<H extends Hold> implements PlaceInLine.Owner, Heartbeat.Guarded {

  /** Makes the place in which a contender stands in one session. */
  interface PlaceMaker {
    Place make(LiveSession session, boolean patient, PlaceInLine.Owner owner);
  }

  /** Makes the hold of a contender that is first. */
  interface HoldMaker<H extends Hold> {
    H make(Place place, Contender<H> contender);
  }

  private final EngineClient engine;
  private final String path;
  private final boolean patient;
  private final PlaceMaker places;
  private final HoldMaker<H> holdMaker;
  private final Acquisition<H> acquisition = new Acquisition<>();
  private @Nullable Place place;
  private @Nullable AbstractHold hold;
  private boolean atHead;
  private boolean proofNeeded;
  private boolean provedTwice;
  private @Nullable Place proving;

  Contender(
      EngineClient engine,
      String path,
      boolean patient,
      PlaceMaker places,
      HoldMaker<H> holdMaker) {
    this.engine = engine;
    this.path = path;
    this.patient = patient;
    this.places = places;
    this.holdMaker = holdMaker;
  }

  Acquisition<H> acquisition() {
    return acquisition;
  }

  /** Begins; may be called on any thread. */
  void start() {
    acquisition.whenUngranted(() -> engine.run(this::withdraw));
    engine.run(this::contend);
  }

  /**
   * Takes the hold's node out of the store.
   *
   * @return completes when that is confirmed or the link is seen to be down
   */
  CompletableFuture<@Nullable Void> surrender() {
    Place held = Objects.requireNonNull(place);
    held.session().heartbeat().holdsNoMore(this);
    return held.leave();
  }

  @Override
  public void first() {
    Place mine = Objects.requireNonNull(place);
    LiveSession session = mine.session();
    atHead = true;
    if (hold != null || acquisition.isSettled()) {
      return;
    }
    if (!session.isConnected()) {
      proofNeeded = true; // resumed() goes on
    } else if (proofNeeded || !session.validity().allowsGrant(provedTwice)) {
      prove(mine);
    } else {
      grant(mine);
    }
  }

  @Override
  public void doubted() {
    proofNeeded = true;
  }

  @Override
  public void behind() {
    if (!patient) {
      withdraw(); // before the answer, so that the deletion precedes whatever the caller does next
      acquisition.refuse();
    }
  }

  @Override
  public void removed() {
    if (hold != null) {
      hold.lose();
    } else {
      contend();
    }
  }

  @Override
  public void failed(RuntimeException failure) {
    acquisition.fail(failure);
  }

  @Override
  public void interrupted() {
    if (!patient) {
      acquisition.fail(unavailable("connection lost"));
    }
  }

  @Override
  public void resumed() {
    if (atHead && proofNeeded) {
      first();
    }
  }

  @Override
  public void ended() {
    removed();
  }

  @Override
  public String node() {
    return Objects.requireNonNull(place).node();
  }

  @Override
  public AbstractHold hold() {
    return Objects.requireNonNull(hold);
  }

  @Override
  public void watchOwnNode() {
    Objects.requireNonNull(place).watchOwnNode();
  }

  @Override
  public void ownNodeGone() {
    Objects.requireNonNull(place).ownNodeGone();
  }

  private void contend() {
    place = null;
    atHead = false;
    proofNeeded = false;
    provedTwice = false;
    if (patient || engine.isConnected()) {
      engine.whenConnected(this::takePlace, acquisition::isSettled);
    } else {
      acquisition.fail(unavailable("not connected"));
    }
  }

  private void takePlace(LiveSession session) {
    if (!acquisition.isSettled()) {
      place = places.make(session, patient, this);
      place.enter();
    }
  }

  private void prove(Place mine) {
    if (proving == mine) {
      return;
    }
    proving = mine;
    LiveSession session = mine.session();
    session.on(
        session.multi(List.of(new Op.Check(mine.node(), ZnodeSession.ANY))),
        (results, failure) -> {
          if (mine == proving && mine == place) {
            proving = null;
            proven(mine, failure);
          }
        });
  }

  private void proven(Place mine, @Nullable ZnodeException failure) {
    LiveSession session = mine.session();
    if (failure != null && failure.code() == Code.NO_NODE) {
      mine.ownNodeGone();
    } else if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      proofNeeded = true;
      interrupted();
    } else if (failure != null) {
      acquisition.fail(ZnodeFailures.toApi(failure, path));
    } else if (session.validity().allowsGrant(provedTwice)) {
      proofNeeded = false;
      first();
    } else {
      // The leader may not have heard of us for long: it takes another transaction, some time
      // later.
      engine.schedule(session.validity().proofDelay(), () -> proveAgain(mine));
    }
  }

  private void proveAgain(Place mine) {
    if (mine == place) {
      provedTwice = true;
      proofNeeded = true;
      first();
    }
  }

  private void grant(Place mine) {
    H granted = holdMaker.make(mine, this);
    hold = (AbstractHold) granted;
    mine.session().heartbeat().waitsNoMore(mine.node());
    mine.session().heartbeat().holds(this);
    if (!acquisition.grant(granted)) {
      var unused = surrender();
    }
  }

  private void withdraw() {
    if (place != null && hold == null) {
      var unused = place.leave();
    }
  }

  private ServiceUnavailableException unavailable(String why) {
    return new ServiceUnavailableException(
        "cannot tell whether %s is free: %s".formatted(path, why));
  }
}
