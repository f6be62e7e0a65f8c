package dev.coordination.tck;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A client in a test: makes calls on threads of its own, and suffers faults. It remembers what
 * befell it, so that the end of the test can heal it and the judges of exclusion know which holds
 * ended by hand.
 */
final class Actor {

  private final String name;
  private final Stage stage;
  private final TckClient handle;
  private volatile boolean cut;
  private boolean frozen;
  private boolean killed;

  Actor(String name, Stage stage, TckClient handle) {
    this.name = name;
    this.stage = stage;
    this.handle = handle;
  }

  String name() {
    return name;
  }

  CoordinationClient client() {
    return handle.client();
  }

  // ---- calls

  /** Starts a call that may wait. */
  <T extends @Nullable Object> Call<T> start(String what, Callable<T> body) {
    return stage.start(name + " " + what, body);
  }

  /** Makes a call that must end by itself, and returns what it returned. */
  <T extends @Nullable Object> T call(String what, Callable<T> body) {
    return stage.await(start(what, body));
  }

  /** Makes a call of a counter, which must end by itself, and returns what it returned. */
  long count(String what, LongSupplier body) {
    return this.<Long>call(what, body::getAsLong);
  }

  /** Makes a call that must end by itself. */
  void run(String what, Runnable body) {
    stage.await(startRun(what, body));
  }

  Call<@Nullable Void> startRun(String what, Runnable body) {
    return this.<@Nullable Void>start(
        what,
        () -> {
          body.run();
          return null;
        });
  }

  /** Makes a call that must throw, and returns what it threw. */
  Throwable fails(String what, Runnable body) {
    return failure(startRun(what, body));
  }

  /** Waits for a call that must throw, and returns what it threw. */
  Throwable failure(Call<?> call) {
    stage.ended(call);
    return call.failure();
  }

  void release(Hold hold) {
    run("releases " + hold.path(), hold::release);
  }

  // ---- faults

  void cutLink() {
    stage.uses(Capability.CUT_LINK);
    cut = true;
    handle.cutLink();
  }

  /** Cuts the link at the moment at which it breaks next, before the client can come back. */
  void cutLinkWhenItBreaks() {
    stage.uses(Capability.CUT_LINK);
    cut = true;
    handle.cutLinkWhenItBreaks();
  }

  void restoreLink() {
    cut = false;
    handle.restoreLink();
  }

  /** Ends the session at the store at once; judges excuse what it holds. */
  void expireNow() {
    stage.uses(Capability.EXPIRE_NOW);
    stage.monitors().forEach(monitor -> monitor.endedByHand(name));
    handle.expireNow();
  }

  /** Ends the session by the store's clock; the link stays cut. */
  void expireByTime() {
    stage.uses(Capability.EXPIRE_BY_TIME);
    cut = true;
    handle.expireByTime();
  }

  void loseReplyOfWrite(int n) {
    stage.uses(Capability.LOSE_REPLY);
    handle.loseReplyOfWrite(n);
  }

  void loseWrite(int n) {
    stage.uses(Capability.LOSE_REQUEST);
    handle.loseWrite(n);
  }

  void freeze() {
    stage.uses(Capability.FREEZE);
    frozen = true;
    handle.freeze();
  }

  void thaw() {
    frozen = false;
    handle.thaw();
  }

  void kill() {
    stage.uses(Capability.KILL);
    killed = true;
    handle.kill();
  }

  /** Moves the wall clock of this client alone. */
  void jumpWallClock(Duration by) {
    stage.uses(Capability.JUMP_WALL_CLOCK);
    handle.jumpWallClock(by);
  }

  /** What the client's wall clock shows. */
  Instant wallClock() {
    stage.uses(Capability.JUMP_WALL_CLOCK);
    return handle.wallClock();
  }

  boolean dead() {
    return killed;
  }

  /** Takes back every fault that can be taken back. */
  void heal() {
    if (frozen && !killed) {
      thaw();
    }
    if (cut && !killed) {
      restoreLink();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
