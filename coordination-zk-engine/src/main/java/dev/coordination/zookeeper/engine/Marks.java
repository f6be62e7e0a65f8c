package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import dev.coordination.zookeeper.engine.ZnodeSession.OpResult;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/*
 * Writes whose outcome is known even if their reply is lost, as long as the session lives.
 *
 *   multi(set MARK to the write's number, the write)
 *
 * Each write under way has a mark, an ephemeral node, for itself: a write that was refused leaves no
 * trace, so a mark that two writes share could speak for the later one only. After a broken link
 * [sync, get MARK …] in the same session tells which writes were applied. If the session ended, or
 * somebody has changed the mark, nobody can tell.
 *
 * Marks are used again, and go with the first heartbeat's time in which nobody writes.
 *
 * Everything here runs on the engine's loop.
 */
/** The marks of one client at one path. */
final class Marks implements LiveSession.Participant {

  /** Is told, once, what became of a write. */
  interface Outcome {

    /**
     * It was applied.
     *
     * @param results those of the write's operations, or null if the reply was lost
     * @param zxid that of the transaction, or 0 if the reply does not tell
     */
    void applied(@Nullable List<OpResult> results, long zxid);

    /**
     * It was refused.
     *
     * @param failure why; its index counts the write's operations from 1
     */
    void refused(ZnodeException failure);

    /** The link broke, and it was not applied and will not be. The session goes on. */
    void notApplied();

    /** Nobody can tell. */
    void unknown();
  }

  private final EngineClient engine;
  private final String path;
  private final Deque<Mark> free = new ArrayDeque<>();
  private final Set<Write> underWay = new LinkedHashSet<>();
  private @Nullable LiveSession session;
  private String id = "";
  private int slots;
  private long lastNumber;
  private boolean idling;

  /** A write under way. */
  private static final class Write {
    final List<Op> operations;
    final Outcome outcome;
    final long number;
    Mark mark;
    boolean interrupted;
    boolean parentsMade;
    @Nullable ZnodeException parentsRefused;

    Write(List<Op> operations, Outcome outcome, long number, Mark mark) {
      this.operations = operations;
      this.outcome = outcome;
      this.number = number;
      this.mark = mark;
    }

    List<Op> marked() {
      List<Op> all = new ArrayList<>(operations.size() + 1);
      all.add(mark.operation(number));
      all.addAll(operations);
      return all;
    }
  }

  Marks(EngineClient engine, String path) {
    this.engine = engine;
    this.path = path;
  }

  /** {@return what a mark at a path adds to a transaction, to measure it} */
  static Op example(String path) {
    return new Mark(Layout.mark(path, "0".repeat(32), 0)).operation(0);
  }

  /** Sends a write in a session that is connected. */
  void send(LiveSession current, List<Op> operations, Outcome outcome) {
    begin(current);
    discardWhenIdle(current);
    Mark mark = free.isEmpty() ? newMark() : free.pop();
    Write write = new Write(List.copyOf(operations), outcome, ++lastNumber, mark);
    underWay.add(write);
    send(current, write);
  }

  @Override
  public void resumed() {
    List<Write> unresolved = underWay.stream().filter(write -> write.interrupted).toList();
    if (!unresolved.isEmpty()) {
      LiveSession current = Objects.requireNonNull(session);
      CompletableFuture<@Nullable Void> synced = current.reads().sync(path);
      unresolved.forEach(write -> resolve(current, write, synced));
    }
  }

  @Override
  public void ended() {
    session = null;
    free.clear();
    List<Write> lost = List.copyOf(underWay);
    underWay.clear();
    lost.forEach(write -> write.outcome.unknown());
  }

  /** Removes the marks that no write uses; later writes make others, and pay nothing for it. */
  void discard() {
    if (session != null) {
      for (Mark mark : free) {
        var unused = session.janitor().remove(mark.node());
      }
      free.clear();
    }
  }

  /** {@return whether nothing is under way, and no mark is left} */
  boolean isIdle() {
    return underWay.isEmpty() && free.isEmpty() && !idling;
  }

  /** Nobody will write any more. */
  void retire() {
    if (session != null) {
      session.leave(this);
      session = null;
    }
  }

  private void begin(LiveSession current) {
    if (session != current) {
      session = current;
      current.join(this);
      free.clear();
      id = engine.newId();
      slots = 0;
    }
  }

  private Mark newMark() {
    return new Mark(Layout.mark(path, id, slots++));
  }

  private void discardWhenIdle(LiveSession current) {
    if (!idling) {
      idling = true;
      long number = lastNumber;
      engine.schedule(
          current.validity().heartbeat(),
          () -> {
            idling = false;
            if (!underWay.isEmpty() || number != lastNumber) {
              discardWhenIdle(current);
            } else {
              discard();
            }
          });
    }
  }

  private void send(LiveSession current, Write write) {
    write.interrupted = false;
    current.on(
        current.multi(write.marked()),
        (results, failure) -> {
          if (underWay.contains(write)) {
            replied(current, write, results, failure);
          }
        });
  }

  private void replied(
      LiveSession current,
      Write write,
      @Nullable List<OpResult> results,
      @Nullable ZnodeException failure) {
    if (results != null) {
      write.mark.applied(write.number, results.get(0));
      settle(write, true);
      write.outcome.applied(results.subList(1, results.size()), zxid(results));
    } else if (failure != null && ZnodeFailures.isInterrupted(failure)) {
      write.interrupted = true; // resumed() or ended() decides
    } else if (failure != null && failure.index() == 0 && ZnodeFailures.isCommitted(failure)) {
      markRefused(current, write, failure);
    } else if (failure != null) {
      settle(write, true);
      write.outcome.refused(failure);
    }
  }

  /** The node above the marks is missing, or somebody has removed or changed the mark. */
  private void markRefused(LiveSession current, Write write, ZnodeException failure) {
    ZnodeException reason = write.parentsRefused;
    if (reason != null) {
      settle(write, false);
      write.outcome.refused(reason);
    } else if (failure.code() == Code.NO_NODE && !write.parentsMade) {
      write.parentsMade = true;
      write.mark = newMark();
      current.createParents(write.mark.node(), refusal -> write.parentsRefused = refusal);
      send(current, write);
    } else {
      settle(write, false);
      write.outcome.unknown();
    }
  }

  private void resolve(LiveSession current, Write write, CompletableFuture<@Nullable Void> synced) {
    current.on(
        FreshRead.behind(synced, current.reads().getData(write.mark.node(), null)),
        (data, failure) -> {
          boolean interrupted = failure != null && ZnodeFailures.isInterrupted(failure);
          if (underWay.contains(write) && !interrupted) {
            resolved(write, data, failure);
          } // otherwise asked again after the next reconnection
        });
  }

  private void resolved(Write write, @Nullable NodeData data, @Nullable ZnodeException failure) {
    boolean told = failure == null || failure.code() == Code.NO_NODE;
    switch (told ? write.mark.judge(write.number, data) : Mark.Verdict.UNKNOWN) {
      case APPLIED -> {
        settle(write, true);
        write.outcome.applied(null, data == null ? 0 : data.stat().mzxid());
      }
      case NOT_APPLIED -> {
        settle(write, true);
        write.outcome.notApplied();
      }
      case UNKNOWN -> {
        settle(write, false);
        write.outcome.unknown();
      }
    }
  }

  private void settle(Write write, boolean reusable) {
    underWay.remove(write);
    if (reusable && session != null) {
      free.push(write.mark);
    }
  }

  /** All parts of a transaction have one zxid; only a {@code SetData} shows it. */
  private static long zxid(List<OpResult> results) {
    return results.stream()
        .map(OpResult::stat)
        .filter(Objects::nonNull)
        .mapToLong(stat -> Objects.requireNonNull(stat).mzxid())
        .findFirst()
        .orElse(0);
  }
}
