package dev.coordination.tck;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.Registration;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A hold that says what a test wants it to say. */
final class ScriptedHold implements Hold {

  private final String identifier;
  private final long token;
  private volatile HoldState state = HoldState.HELD;

  ScriptedHold(String identifier, long token) {
    this.identifier = identifier;
    this.token = token;
  }

  void end() {
    state = HoldState.LOST;
  }

  void revive() {
    state = HoldState.HELD;
  }

  @Override
  public String path() {
    return "/locks/a";
  }

  @Override
  public String identifier() {
    return identifier;
  }

  @Override
  public long fencingToken() {
    return token;
  }

  @Override
  public HoldState state() {
    return state;
  }

  @Override
  public Duration remaining() {
    return state.isFinal() ? Duration.ZERO : Duration.ofSeconds(1);
  }

  @Override
  public CompletionStage<HoldState> ended() {
    return new CompletableFuture<>();
  }

  @Override
  public Registration onStateChange(Executor executor, Consumer<HoldState> listener) {
    executor.execute(() -> listener.accept(state));
    return () -> {};
  }

  @Override
  public void release() {
    state = HoldState.RELEASED;
  }

  @Override
  public CompletionStage<Void> releaseAsync() {
    release();
    return CompletableFuture.completedFuture(null);
  }
}
