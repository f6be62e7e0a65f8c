package dev.coordination.support;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.CoordinationException;
import dev.coordination.PartitionOptions;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Scheduler.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/*
 * Who divides a set together, as one of them knows it.
 *
 * It becomes a member with its identifier and a digest of its configuration, and stays one over sessions.
 * Whenever the members may have changed it asks who they are, by a read that is not older than the question.
 * The digest of the oldest member that has one is right: whoever has another leaves, and is not counted
 * meanwhile. A member of our own identifier that is older than we are is a former self, whose session has not
 * ended yet, so we wait for its end; if it stays for longer than a session can, it is somebody else, and we
 * leave.
 *
 * Everything here runs on the partitioner's loop.
 */
final class Assembly {

  /** Is told what it means, on the loop. */
  interface Owner {

    /** The members are not those they were. */
    void membersChanged();

    /** Our membership is not the one it was: session or node were lost. */
    void selfLost();

    /** The members are certain, and have been the same for the time boundary. */
    void quiet();

    /** We cannot be a member. An end. */
    void refused(CoordinationException reason);

    /** {@return whether to look again after the reaction time, although nothing is told} */
    boolean isWaiting();
  }

  private final RecipeContext context;
  private final PartitionBackend backend;
  private final Scheduler scheduler;
  private final Executor loop;
  private final Owner owner;
  private final String digest;
  private final Duration timeBoundary;
  private final Duration reactionTime;

  private @Nullable MemberRoll roll;
  private long changedAt;

  /** When a former self is gone at the latest; null while there is none. */
  private @Nullable Deadline elderEnds;

  private boolean looking;
  private boolean lookMissed;
  private boolean joined;
  private boolean over;
  private Timer timer = () -> {};

  Assembly(
      RecipeContext context,
      PartitionBackend backend,
      PartitionOptions<?> options,
      String digest,
      Executor loop,
      Owner owner) {
    this.context = context;
    this.backend = backend;
    this.scheduler = backend.scheduler();
    this.loop = loop;
    this.owner = owner;
    this.digest = digest;
    this.timeBoundary = options.timeBoundary();
    this.reactionTime = options.maxReactionTime();
  }

  /** Joins, unless it has left. */
  void join() {
    if (!over) {
      joined = true;
      backend.join(MemberRoll.data(identifier(), digest), new Changes());
    }
  }

  /**
   * Leaves, for good.
   *
   * @return completes when the store has confirmed that, or cannot be expected to
   */
  CompletableFuture<@Nullable Void> leave() {
    over = true;
    timer.cancel();
    return joined ? backend.leave() : CompletableFuture.completedFuture(null);
  }

  String identifier() {
    return context.identifier();
  }

  /** {@return the identifiers of the members, each once, in order, as far as is known} */
  List<String> members() {
    MemberRoll known = roll;
    return known == null ? List.of() : known.members();
  }

  /** {@return whether the members are certain, and have been the same for the time boundary} */
  boolean isQuiet() {
    MemberRoll known = roll;
    return known != null && !known.self().isEmpty() && !known.hasElder() && untilQuiet().isZero();
  }

  private Duration untilQuiet() {
    Duration left = timeBoundary.minusNanos(scheduler.nanoTime() - changedAt);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** Looks who is there; once more if that is under way. */
  void look() {
    if (over) {
      return;
    }
    if (looking) {
      lookMissed = true;
      return;
    }
    looking = true;
    timer.cancel();
    var unused =
        backend
            .members()
            .whenComplete((listed, failure) -> loop.execute(() -> looked(listed, failure)));
  }

  private void looked(@Nullable List<PartitionMember> listed, @Nullable Throwable failure) {
    looking = false;
    if (listed != null && !over) {
      examine(MemberRoll.of(listed, digest));
    } else if (failure != null && !over) {
      elderEnds = null; // who cannot reach the store does not see sessions end in time
      failed(Await.unwrap(failure));
    }
    if (over) {
      return;
    }
    if (lookMissed) {
      lookMissed = false;
      look();
    } else {
      planNextLook(failure != null);
    }
  }

  private void failed(Throwable failure) {
    if (failure instanceof CoordinationException refusal
        && !(refusal instanceof ServiceUnavailableException)) {
      owner.refused(refusal);
    }
  }

  private void examine(MemberRoll next) {
    MemberRoll last = roll;
    roll = next;
    if (!next.fits()) {
      refuse("the oldest member divides other items, or in another way");
    } else if (isTwice(next)) {
      refuse("another member has the identifier \"%s\"".formatted(identifier()));
    } else {
      compare(last, next);
    }
  }

  private void refuse(String reason) {
    owner.refused(new ConfigurationMismatchException(context.path() + ": " + reason));
  }

  private void compare(@Nullable MemberRoll last, MemberRoll next) {
    if (last == null || !last.members().equals(next.members())) {
      changedAt = scheduler.nanoTime();
      owner.membersChanged();
    }
    if (last != null && !last.self().isEmpty() && !last.self().equals(next.self())) {
      owner.selfLost();
    }
    if (isQuiet()) {
      owner.quiet();
    }
  }

  private boolean isTwice(MemberRoll next) {
    if (!next.hasElder()) {
      elderEnds = null;
      return false;
    }
    if (elderEnds == null) {
      Duration atMost = backend.sessionTimeout().multipliedBy(3).dividedBy(2); // and some ticks
      elderEnds = Deadline.after(scheduler, atMost);
      return false;
    }
    return elderEnds.remaining(scheduler).isZero();
  }

  /** Changes are told, but that time has passed is not. */
  private void planNextLook(boolean failed) {
    Deadline elder = elderEnds;
    if (failed || owner.isWaiting()) {
      lookIn(reactionTime);
    } else if (elder != null) {
      lookIn(elder.remaining(scheduler));
    } else if (!untilQuiet().isZero()) {
      lookIn(untilQuiet());
    }
  }

  private void lookIn(Duration delay) {
    timer.cancel();
    timer = scheduler.schedule(delay, () -> loop.execute(this::look));
  }

  /** What the backend tells. */
  private final class Changes implements PartitionBackend.Observer {

    @Override
    public void membersChanged() {
      loop.execute(Assembly.this::look);
    }

    @Override
    public void refused(CoordinationException reason) {
      loop.execute(
          () -> {
            if (!over) {
              failed(reason);
            }
          });
    }
  }
}
