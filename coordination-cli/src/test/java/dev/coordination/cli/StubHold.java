package dev.coordination.cli;

import dev.coordination.Hold;
import dev.coordination.HoldState;
import dev.coordination.Registration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** A hold that fails a test which asks it for more than the test has said. */
abstract class StubHold implements Hold {

  @Override
  public String path() {
    return "/x";
  }

  @Override
  public String identifier() {
    return "me";
  }

  @Override
  public long fencingToken() {
    return 42;
  }

  @Override
  public CompletionStage<HoldState> ended() {
    throw new AssertionError("not to be asked");
  }

  @Override
  public Registration onStateChange(Executor executor, Consumer<HoldState> listener) {
    throw new AssertionError("not to be asked");
  }

  @Override
  public void release() {
    throw new AssertionError("not to be released here");
  }

  @Override
  public CompletionStage<Void> releaseAsync() {
    throw new AssertionError("not to be released here");
  }
}
