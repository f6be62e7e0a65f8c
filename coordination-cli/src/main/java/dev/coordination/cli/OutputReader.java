package dev.coordination.cli;

import dev.coordination.cli.Results.Field;
import dev.coordination.support.Await;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Whoever reads what a command prints on each change, until that fails or the reader has gone.
 *
 * <p>That a reader has gone shows when something is printed, which may be never. The kernel would
 * tell at once, but no Java program: GNU's {@code tail} asks it once a second, and ends by SIGPIPE.
 * Where there is no such {@code tail}, it shows with the next change.
 */
final class OutputReader implements AutoCloseable {

  private final CompletableFuture<Integer> end = new CompletableFuture<>();
  private final Results results;
  private final @Nullable Process guard;

  OutputReader(Results results) {
    this.results = results;
    this.guard = startGuard();
  }

  /** Prints what there is by now, and an empty line behind it if it is text. */
  void print(List<String> text, Field... fields) {
    List<String> lines = new ArrayList<>(text);
    lines.add("");
    results.print(lines, fields);
    if (results.isUnread()) {
      end.complete(ExitCode.UNREAD);
    }
  }

  /** Runs an action once the reader has gone. */
  void whenGone(Runnable action) {
    var unused = end.thenRun(action);
  }

  boolean isGone() {
    return end.isDone() || results.isUnread();
  }

  /** Ends the command by a failure. */
  void fail(Exception failure) {
    end.completeExceptionally(failure);
  }

  /**
   * Waits until the reader has gone.
   *
   * @return the exit code of programs whose reader has gone
   */
  int awaitEnd() throws InterruptedException {
    return Await.interruptibly(end);
  }

  @Override
  public void close() {
    if (guard != null) {
      guard.destroy();
    }
  }

  /** Starts what has our stdout too, and outlives us by a second at most. */
  private @Nullable Process startGuard() {
    String us = "--pid=" + ProcessHandle.current().pid();
    try {
      Process tail =
          new ProcessBuilder("tail", "-f", us, "/dev/null")
              .redirectOutput(Redirect.INHERIT)
              .redirectError(Redirect.DISCARD)
              .start();
      var unused = tail.onExit().thenAccept(ended -> guardEnded(ended.exitValue()));
      return tail;
    } catch (IOException e) {
      return null;
    }
  }

  private void guardEnded(int exitCode) {
    if (exitCode == ExitCode.UNREAD) {
      end.complete(ExitCode.UNREAD);
    }
  }
}
