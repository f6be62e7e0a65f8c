package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.zookeeper.testkit.TestServer;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code coord} when nobody reads what it prints: it ends as if by SIGPIPE. */
final class Unread {

  private Unread() {}

  /** Nobody ever reads it, which printing shows. */
  static void assertEnds(TestServer server, String... arguments)
      throws InterruptedException, IOException {
    awaitEnd(command(server, arguments).redirectOutput(new File("/dev/full")).start());
  }

  /** Its reader leaves after these lines, and there is nothing more to print. */
  static void assertEndsAfter(List<String> lines, TestServer server, String... arguments)
      throws InterruptedException, IOException {
    Process coord = command(server, arguments).start();
    try (BufferedReader reader = coord.inputReader(StandardCharsets.UTF_8)) {
      for (String line : lines) {
        assertThat(reader.readLine()).isEqualTo(line);
      }
    }
    awaitEnd(coord);
  }

  private static ProcessBuilder command(TestServer server, String... arguments) {
    List<String> command = new ArrayList<>(CoordProcess.command());
    command.addAll(List.of(arguments));
    command.addAll(List.of("--connect", server.connectString()));
    return new ProcessBuilder(command).redirectError(Redirect.DISCARD);
  }

  private static void awaitEnd(Process coord) throws InterruptedException {
    try {
      assertThat(coord.waitFor(CoordProcess.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(coord.exitValue()).isEqualTo(141);
    } finally {
      coord.destroyForcibly();
    }
  }
}
