package dev.coordination.it.kazoo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A Python that has kazoo.
 *
 * @param command how to start it
 * @param kazoo the version of kazoo that it has
 */
record Interpreter(String command, String kazoo) {

  private static final List<String> USUAL = List.of("python3", "/usr/bin/python3");

  private static final class Found {
    static final Optional<Interpreter> INTERPRETER = find(candidates());

    static {
      var found =
          INTERPRETER.map(python -> "%s has kazoo %s".formatted(python.command, python.kazoo));
      System.out.println("interop: " + found.orElseGet(Interpreter::absence));
    }
  }

  /** Returns it, or ends the test: aborted, unless kazoo is required here. */
  static Interpreter orAbort() {
    return orAbort(Found.INTERPRETER, Boolean.getBoolean("interop.required"));
  }

  static Interpreter orAbort(Optional<Interpreter> found, boolean required) {
    if (found.isEmpty() && required) {
      throw new AssertionError("interop.required is set, but " + absence());
    }
    return found.orElseGet(() -> Assumptions.abort(absence()));
  }

  /** Returns the first of the candidates that can import kazoo. */
  static Optional<Interpreter> find(List<String> candidates) {
    return candidates.stream().flatMap(command -> probe(command).stream()).findFirst();
  }

  private static List<String> candidates() {
    var chosen = System.getProperty("interop.python");
    return chosen == null ? USUAL : List.of(chosen);
  }

  private static String absence() {
    return "no kazoo here: none of %s can import it; the tests with kazoo do not run"
        .formatted(candidates());
  }

  private static Optional<Interpreter> probe(String command) {
    try {
      var process =
          new ProcessBuilder(command, "-c", "import kazoo; print(kazoo.__version__)")
              .redirectError(Redirect.DISCARD)
              .start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS); // a line fits into the pipe
      if (!ended) {
        process.destroyForcibly();
        return Optional.empty();
      }
      var version = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return process.exitValue() == 0
          ? Optional.of(new Interpreter(command, version))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // there is no such program
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for kazoo", e);
    }
  }
}
