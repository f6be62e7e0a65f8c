package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * One attempt to claim one item in one session, by the node PATH/taken/ITEM with an ID as its data.
 *
 *   [list taken, look at the entries' stat,]     only if the item is a guess
 *   [multi(check ENTRY, create TAKEN ephemeral, set TAKEN), get ENTRY]
 *
 * The check keeps a claim from outliving an item that was consumed meanwhile. Setting the data that
 * the create has set already gives the node the version 1, which no claim of kazoo's has, and the
 * reply a stat, whose czxid is the token. The value is read behind the claim, so nobody consumes it
 * in between.
 *
 * A guess that was wrong, because an item before the claimed one is free, is exchanged:
 *
 *   [multi(delete TAKEN, check ENTRY', create TAKEN', set TAKEN'), get ENTRY']
 *
 * and stands if that is refused.
 *
 * Lost reply: [sync, get TAKEN] tells by the ID. An item that somebody else was faster to claim, or
 * has consumed, sends the claimant back to find another.
 *
 * Everything here runs on the engine's loop.
 */
final class ClaimAttempt implements LiveSession.Participant {

  private enum Stage {
    CLAIMING,
    UNRESOLVED,
    READING,
    PROVING,
    OVER
  }

  private final ClaimReader reader;
  private final LiveSession session;
  private final Claimant claimant;
  private final String id;
  private Stage stage = Stage.CLAIMING;
  private ItemName name;
  private long token;
  private boolean valueMissed;
  private boolean parentsMade;
  private @Nullable ZnodeException parentsRefused;

  /** What was claimed by a wrong guess. */
  private @Nullable Claim wrong;

  ClaimAttempt(ClaimReader reader, LiveSession session, Claimant claimant, ItemName name) {
    this.reader = reader;
    this.session = session;
    this.claimant = claimant;
    this.name = name;
    this.id = reader.engine().newId();
  }

  /**
   * Sends the claim.
   *
   * @param guess whether others may have given something back since the lists
   */
  void begin(boolean guess) {
    session.join(this);
    session.janitor().expect(this); // until there is no claim, or it is somebody's
    if (guess) {
      reader.listTaken(session, false);
      reader.glance(session);
    }
    send();
  }

  private void send() {
    stage = Stage.CLAIMING;
    byte[] data = Layout.encode(id);
    String node = reader.taken(name);
    List<Op> operations = new ArrayList<>(4);
    operations.add(new Op.Check(reader.entry(name), ZnodeSession.ANY));
    operations.add(new Op.Create(node, data, NodeKind.EPHEMERAL));
    operations.add(new Op.SetData(node, data, 0));
    if (wrong != null) {
      operations.add(new Op.Delete(wrong.node(), Claim.VERSION));
    }
    session.on(
        session.multi(operations),
        (results, failure) -> {
          if (stage == Stage.CLAIMING) {
            replied(results, failure);
          }
        });
    readValue();
  }

  private void replied(@Nullable List<OpResult> results, @Nullable ZnodeException failure) {
    if (results != null) {
      claimed(Objects.requireNonNull(results.get(2).stat()).czxid());
    } else if (failure != null && failure.code() == Code.CONNECTION_LOSS) {
      stage = Stage.UNRESOLVED;
      if (!claimant.isPatient()) {
        claimant.failUnavailable("connection lost");
      }
    } else if (failure != null && failure.code() != Code.SESSION_EXPIRED) {
      refused(failure); // of the end of the session ended() tells
    }
  }

  private void claimed(long czxid) {
    stage = Stage.READING;
    token = czxid;
    if (wrong != null) {
      wrong.givenBack();
      wrong = null;
    }
  }

  // Being refused

  private void refused(ZnodeException failure) {
    boolean aboutEntry = failure.index() == 0;
    if (aboutEntry && failure.code() == Code.NO_NODE) {
      reader.gone(name);
      notClaimed();
    } else if (failure.code() == Code.NODE_EXISTS) {
      reader.takenByOther(name);
      notClaimed();
    } else if (failure.code() == Code.NO_NODE && !parentsMade && wrong == null) {
      parentsMade = true;
      session.createParents(reader.taken(name), refusal -> parentsRefused = refusal);
      send();
    } else if (wrong != null) {
      reader.freed(name);
      notClaimed();
    } else {
      ZnodeException reason = parentsRefused != null ? parentsRefused : failure;
      fail(reason);
    }
  }

  /** Keeps what there is, or looks for another. */
  private void notClaimed() {
    Claim kept = wrong;
    if (kept != null) {
      wrong = null;
      name = kept.name();
      stage = Stage.READING;
      grant(kept);
    } else {
      depart();
      reader.again(claimant);
    }
  }

  private void fail(ZnodeException failure) {
    depart();
    reader.freed(name);
    claimant.fail(ZnodeFailures.toApi(failure, reader.path()));
  }

  private void depart() {
    stage = Stage.OVER;
    session.leave(this);
    session.janitor().expectNoMore(this);
  }

  // A lost reply

  private void resolve() {
    ZnodeSession reads = session.reads();
    String node = reader.taken(name);
    session.on(
        FreshRead.send(reads, node, () -> reads.getData(node, null)),
        (data, failure) -> {
          boolean interrupted = failure != null && ZnodeFailures.isInterrupted(failure);
          if (stage == Stage.UNRESOLVED && !interrupted) {
            resolved(data);
          } // otherwise asked again after the next reconnection
        });
  }

  private void resolved(@Nullable NodeData data) {
    if (data != null && Layout.decode(data.data()).equals(id)) {
      claimed(data.stat().czxid());
      readValue();
    } else {
      reader.freed(name);
      notClaimed();
    }
  }

  // Reading, and granting

  private void readValue() {
    valueMissed = false;
    ItemName read = name;
    session.on(
        session.reads().getData(reader.entry(read), null),
        (data, failure) -> {
          if (stage == Stage.READING && read.equals(name)) {
            read(data, failure);
          }
        });
  }

  private void read(@Nullable NodeData data, @Nullable ZnodeException failure) {
    if (data != null) {
      decide(new Claim(reader, session, name, id, token, data.data()));
    } else if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      valueMissed = true; // resumed() goes on
    } else if (failure != null) {
      giveUp(failure);
    }
  }

  /** Somebody has removed the item by hand, or it must not be read. */
  private void giveUp(ZnodeException failure) {
    var unused = new Claim(reader, session, name, id, token, Layout.NO_DATA).release();
    if (failure.code() == Code.NO_NODE) {
      reader.gone(name);
      notClaimed();
    } else {
      fail(failure);
    }
  }

  private void decide(Claim claim) {
    ItemName better = claimant.isSettled() ? null : reader.bestFor(claimant);
    if (better != null && better.compareTo(name) < 0) {
      wrong = claim;
      name = better;
      reader.reserve(better);
      send();
    } else {
      grant(claim);
    }
  }

  /** Nothing is granted at or past the session's deadline, which two transactions can move. */
  private void grant(Claim claim) {
    if (stage == Stage.OVER) {
      return; // the session ended
    }
    if (session.isConnected() && session.validity().allowsGrant(stage == Stage.PROVING)) {
      claim.grantTo(claimant);
      depart();
    } else {
      stage = Stage.PROVING;
      reader.engine().schedule(session.validity().proofDelay(), () -> prove(claim));
    }
  }

  /** A transaction proves what the leader has heard of us some time before. */
  private void prove(Claim claim) {
    if (stage == Stage.PROVING) {
      session.on(
          session.multi(List.of(new Op.Check(claim.node(), Claim.VERSION))),
          (results, failure) -> grant(claim));
    }
  }

  @Override
  public void resumed() {
    if (stage == Stage.UNRESOLVED) {
      resolve();
    } else if (stage == Stage.READING && valueMissed) {
      readValue();
    }
  }

  @Override
  public void ended() {
    depart();
    reader.freed(name);
    if (wrong != null) {
      wrong.givenBack();
    }
    if (claimant.isPatient()) {
      reader.again(claimant);
    } else {
      claimant.failUnavailable("session lost");
    }
  }
}
