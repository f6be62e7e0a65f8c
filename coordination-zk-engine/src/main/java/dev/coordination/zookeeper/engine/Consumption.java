package dev.coordination.zookeeper.engine;

import dev.coordination.HoldLostException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * The consumption of a claimed item:
 *
 *   multi(set MARK, delete TAKEN at version 1, delete ENTRY)
 *
 * The store decides in one transaction whether the claim stands. The mark resolves a lost reply, and
 * what turns out not to have been applied is sent again, as long as the claim has not ended.
 *
 * A caller whose time is up is told that nobody knows; what became of the transaction is followed all
 * the same. If it was applied the claim ends as consumed, and a caller who asks again before that is
 * known joins it: a second transaction would find the claim gone, and blame somebody else.
 *
 * Everything here runs on the engine's loop.
 */
final class Consumption implements Marks.Outcome {

  private final Claim claim;
  private CompletableFuture<@Nullable Void> result = CompletableFuture.completedFuture(null);
  private boolean sent;
  private boolean applied;
  private boolean goneMeanwhile;

  Consumption(Claim claim) {
    this.claim = claim;
  }

  /**
   * Sends it now, or when the link is back, or joins what was sent for a caller before.
   *
   * @param asked is told what became of it; those of earlier callers have ended
   */
  void ask(CompletableFuture<@Nullable Void> asked) {
    result = asked;
    if (applied) {
      asked.complete(null);
    } else if (!sent) {
      begin();
    }
  }

  private void begin() {
    if (result.isDone()) {
      return;
    }
    if (claim.isOver() || claim.session().isOver()) {
      result.completeExceptionally(notStanding());
    } else if (claim.session().isConnected()) {
      sent = true;
      List<Op> operations =
          List.of(
              new Op.Delete(claim.node(), Claim.VERSION),
              new Op.Delete(claim.entry(), ZnodeSession.ANY));
      claim.reader().marks().send(claim.session(), operations, this);
    }
  }

  /**
   * Tells, when the claim's node has gone, whether this may have been the reason; then it will say
   * so.
   */
  boolean decides() {
    goneMeanwhile |= sent;
    return sent;
  }

  void resumed() {
    if (!sent) {
      begin();
    }
  }

  /** The session is over; if this was sent, the mark tells so as well. */
  void ended() {
    if (!sent) {
      result.completeExceptionally(notStanding());
    }
  }

  @Override
  public void applied(@Nullable List<OpResult> results, long zxid) {
    applied = true;
    claim.consumed();
    if (!result.complete(null)) {
      claim.hold().consumedAfterAll();
    }
  }

  @Override
  public void refused(ZnodeException failure) {
    sent = false;
    if (failure.code() == Code.NO_NODE || failure.code() == Code.BAD_VERSION) {
      refusedBecause(failure);
    } else {
      result.completeExceptionally(ZnodeFailures.toApi(failure, claim.reader().path()));
      loseIfGone();
    }
  }

  private void refusedBecause(ZnodeException failure) {
    if (failure.index() == 1) {
      claim.lost();
    } else {
      claim.hold().lose(); // there is no item to it any more; the claim is taken out
    }
    result.completeExceptionally(notStanding());
  }

  @Override
  public void notApplied() {
    sent = false;
    begin();
    loseIfGone();
  }

  @Override
  public void unknown() {
    sent = false;
    failUnknown();
    loseIfGone();
  }

  private void loseIfGone() {
    if (goneMeanwhile && !sent) {
      claim.lost();
    }
  }

  /** The operation timeout of a caller has passed. */
  void late(CompletableFuture<@Nullable Void> asked) {
    if (asked != result) {
      return; // has ended before
    }
    if (sent) {
      failUnknown();
    } else {
      asked.completeExceptionally(
          new ServiceUnavailableException("no connection in time to consume " + claim.entry()));
    }
  }

  private void failUnknown() {
    result.completeExceptionally(
        new OutcomeUnknownException(
            "the consumption of %s was sent and its outcome cannot be found out"
                .formatted(claim.entry())));
  }

  private HoldLostException notStanding() {
    return new HoldLostException(
        "the claim of %s (token %s) does not stand any more; nothing was removed"
            .formatted(claim.entry(), claim.token()));
  }
}
