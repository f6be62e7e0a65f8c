package dev.coordination.zookeeper.engine;

import dev.coordination.MalformedDataException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * One call that puts a barrier up or takes it down.
 *
 *   up     multi(set MARK, create PATH), with parties also (set WAITERS), see PartyWait
 *   down   multi(set MARK, delete PATH)
 *
 * One round trip. Whether PATH is there tells nothing of what became of a write whose reply was lost:
 * others put up and take down as well. The mark does. It is used for this one call.
 *
 * Everything here runs on the engine's loop, but where it says otherwise.
 */
final class BarrierChange implements Marks.Outcome {

  private final EngineClient engine;
  private final RecipeContext context;
  private final String path;
  private final boolean up;
  private final boolean parties;
  private final Marks marks;
  private final CompletableFuture<Boolean> result;
  private volatile boolean sent;
  private @Nullable LiveSession session;
  private boolean parentsMade;
  private @Nullable ZnodeException parentsRefused;

  /**
   * Creates a call that is not sent yet.
   *
   * @param up whether to put it up
   * @param parties whether others may be waiting to be counted
   */
  BarrierChange(EngineClient engine, RecipeContext context, boolean up, boolean parties) {
    this.engine = engine;
    this.context = context;
    this.path = context.storePath();
    this.up = up;
    this.parties = parties;
    this.marks = new Marks(engine, path);
    this.result = engine.pending(context, this::late);
  }

  /** Begins; may be called on any thread. */
  CompletableFuture<Boolean> start() {
    engine.run(this::seek);
    return result;
  }

  private void seek() {
    sent = false;
    engine.whenConnected(this::send, result::isDone);
  }

  private void send(LiveSession current) {
    if (result.isDone()) {
      end();
      return;
    }
    session = current;
    sent = true;
    marks.send(current, operations(), this);
  }

  private List<Op> operations() {
    if (!up) {
      return List.of(new Op.Delete(path, ZnodeSession.ANY));
    }
    Op create = new Op.Create(path, Layout.NO_DATA, NodeKind.PERSISTENT);
    return parties
        ? List.of(create, new Op.SetData(Layout.waiters(path), Layout.NO_DATA, ZnodeSession.ANY))
        : List.of(create);
  }

  @Override
  public void applied(@Nullable List<OpResult> results, long zxid) {
    answer(true);
  }

  @Override
  public void refused(ZnodeException failure) {
    if (failure.code() == (up ? Code.NODE_EXISTS : Code.NO_NODE)) {
      answer(false);
    } else if (failure.code() == Code.NO_NODE && !parentsMade && session != null) {
      parentsMade = true;
      String below = parties ? Layout.waiters(path) + "/any" : path;
      session.createParents(below, refusal -> parentsRefused = refusal);
      send(session);
    } else if (failure.code() == Code.NOT_EMPTY) {
      fail(new MalformedDataException(path + " has nodes below it and is no barrier", failure));
    } else {
      ZnodeException reason = parentsRefused != null ? parentsRefused : failure;
      fail(ZnodeFailures.toApi(reason, context.path()));
    }
  }

  @Override
  public void notApplied() {
    seek();
  }

  @Override
  public void unknown() {
    fail(lost());
  }

  private void answer(boolean changed) {
    end();
    result.complete(changed);
  }

  private void fail(RuntimeException failure) {
    end();
    result.completeExceptionally(failure);
  }

  private void end() {
    marks.discard();
    marks.retire();
  }

  /** On any thread. */
  private RuntimeException late() {
    return sent
        ? lost()
        : new ServiceUnavailableException("no reply in time about " + context.path());
  }

  private OutcomeUnknownException lost() {
    return new OutcomeUnknownException(
        "nobody can tell whether %s was %s".formatted(context.path(), up ? "put up" : "removed"));
  }
}
