package dev.coordination.zookeeper.engine;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationException;
import dev.coordination.OutcomeUnknownException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Await;
import dev.coordination.support.Callbacks;
import dev.coordination.support.LeaseStore.Decision;
import dev.coordination.support.LeaseStore.Question;
import dev.coordination.support.LeaseStore.Slot;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scope;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/*
 * One request concerning the slots of leases, over as many attempts and sessions as it takes.
 *
 * A slot is bound to no session, and what is decided about it is right whatever became of an earlier
 * decision: who has the lease by now extends it, what is free by now stays free. So when the link
 * breaks, or the session ends, all is asked anew in another attempt, and a write of unknown outcome
 * is resolved by what the next attempt reads. A write is sent under our lock nodes and removes them,
 * so that the store never carries out one of an attempt that was given up.
 *
 * Only at the operation timeout, or when the client is closed, may it remain open whether a write
 * has been applied.
 *
 * A request that probably changes nothing looks first, [sync, get PATH/lease_holder], and leaves it
 * at that if it does not: whoever polls a lease that somebody has writes nothing.
 *
 * On the engine's loop, except where it says otherwise.
 */
/**
 * One request concerning the slots of leases.
 *
 * @param <T> the type of its result
 */
final class LeaseChange<T> {

  private enum Stage {
    /** Nothing has been sent that may have been applied. */
    OPEN,
    /** A write is under way, or of unknown outcome. */
    EXPOSED,
    /** Given up: nothing must be written any more. */
    ABANDONED
  }

  /** Says that somebody else was ahead until the end. */
  private static final class ObstructedException extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private final EngineClient engine;
  private final RecipeContext context;
  private final List<String> paths;
  private final Question<T> question;
  private final CompletableFuture<T> result;
  private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.OPEN);
  private volatile boolean behind;
  private volatile boolean closing;
  private boolean unresolved;
  private @Nullable LeaseAttempt<T> attempt;

  LeaseChange(
      EngineClient engine, RecipeContext context, List<String> paths, Question<T> question) {
    this.engine = engine;
    this.context = context;
    this.paths = paths;
    this.question = question;
    this.result = engine.pending(context, this::late, this::close);
  }

  /** Begins; may be called on any thread. */
  void start() {
    var unused = result.whenComplete((value, failure) -> engine.run(this::end));
    engine.run(this::begin);
  }

  /** {@return what the caller is told; may be called on any thread} */
  CompletableFuture<T> reply() {
    CompletableFuture<T> reply = new CompletableFuture<>();
    var unused =
        result.whenComplete(
            (value, failure) -> {
              if (failure != null && Await.unwrap(failure) instanceof ObstructedException) {
                answer(reply, question::obstructed);
              } else {
                Callbacks.complete(reply, value, failure);
              }
            });
    return reply;
  }

  EngineClient engine() {
    return engine;
  }

  List<String> paths() {
    return paths;
  }

  String identifier() {
    return context.identifier();
  }

  boolean isSettled() {
    return result.isDone();
  }

  private void begin() {
    if (question.isPatient() || engine.isConnected()) {
      boolean look = question.isIdle();
      engine.whenConnected(current -> first(current, look), this::isSettled);
    } else {
      fail(new ServiceUnavailableException(context.path() + ": not connected"));
    }
  }

  private void first(LiveSession current, boolean look) {
    if (look) {
      look(current);
    } else {
      ask(current);
    }
  }

  /** Asks without changing anything, as long as that is all there is to do. */
  private void look(LiveSession current) {
    current.on(
        EngineLeases.readFresh(current.reads(), paths),
        (slots, failure) -> {
          if (slots == null) {
            again();
          } else if (!isSettled()) {
            looked(slots);
          }
        });
  }

  private void looked(List<Slot> slots) {
    try {
      Decision<T> decision = question.decide(slots);
      if (decision.changesNothing()) {
        answer(decision, slots.stream().map(Slot::token).toList());
      } else {
        again();
      }
    } catch (CoordinationException e) {
      fail(e);
    }
  }

  private void ask(LiveSession current) {
    if (!isSettled()) {
      LeaseAttempt<T> next = new LeaseAttempt<>(this, current);
      attempt = next;
      next.begin();
    }
  }

  /** The attempt has ended without a result; another one is made when there is a connection. */
  void again() {
    attempt = null;
    behind = false;
    if (closing) {
      fail(closed());
    } else {
      engine.whenConnected(this::ask, this::isSettled);
    }
  }

  private void end() {
    LeaseAttempt<T> last = attempt;
    attempt = null;
    if (last != null) {
      last.leave();
    }
  }

  Decision<T> decide(List<Slot> slots) {
    return question.decide(slots);
  }

  /** Says whether somebody is ahead, in the line of those who change the slots. */
  void behind(boolean somebodyAhead) {
    behind = somebodyAhead;
  }

  /** Allows a write to be sent; false if the caller has been told that there is none. */
  boolean expose() {
    return stage.compareAndSet(Stage.OPEN, Stage.EXPOSED) || stage.get() == Stage.EXPOSED;
  }

  /** The write that was sent last has been refused. */
  void refused() {
    if (!unresolved) {
      stage.compareAndSet(Stage.EXPOSED, Stage.OPEN);
    }
  }

  /** Nobody knows what became of the write that was sent last. */
  void unresolved() {
    unresolved = true;
  }

  void answer(Decision<T> decision, List<Long> tokens) {
    if (!result.isDone()) {
      answer(result, () -> decision.outcome().of(tokens));
    }
  }

  private static <T> void answer(
      CompletableFuture<T> future, java.util.function.Supplier<T> value) {
    try {
      future.complete(value.get());
    } catch (RuntimeException e) {
      future.completeExceptionally(e);
    }
  }

  void fail(RuntimeException failure) {
    result.completeExceptionally(failure);
  }

  // ---- on any thread

  private RuntimeException late() {
    if (!stage.compareAndSet(Stage.OPEN, Stage.ABANDONED)) {
      return new OutcomeUnknownException("no reply in time to a change of " + context.path());
    }
    return behind && engine.connection().current() == ConnectionState.CONNECTED
        ? new ObstructedException()
        : new ServiceUnavailableException("no reply in time about " + context.path());
  }

  /**
   * Ends with the client: what has been sent ends as it ends at the store, and what is to outlive
   * the client's end goes on, as long as there is a link to hear it by.
   *
   * @param pending the result, which the constructor may be about to assign
   */
  private CompletableFuture<@Nullable Void> close(CompletableFuture<T> pending) {
    closing = true;
    if (!question.outlivesClose() && stage.compareAndSet(Stage.OPEN, Stage.ABANDONED)) {
      pending.completeExceptionally(Scope.closedException());
    } else {
      engine.run(this::failUnlessConnected);
    }
    return pending.handle((value, failure) -> null);
  }

  private void failUnlessConnected() {
    if (!engine.isConnected()) {
      fail(closed());
    }
  }

  private RuntimeException closed() {
    return stage.get() == Stage.EXPOSED
        ? new OutcomeUnknownException("closed before the reply to a change of " + context.path())
        : Scope.closedException();
  }
}
