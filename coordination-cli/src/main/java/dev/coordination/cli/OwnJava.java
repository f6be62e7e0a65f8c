package dev.coordination.cli;

import java.nio.file.Path;
import java.util.List;

/** How to start this program again, in another process. */
final class OwnJava {

  private OwnJava() {}

  /** The command line, without the arguments of the program; quick to start and small. */
  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xshare:auto",
        "-Xmx64m",
        "-XX:+DisplayVMOutputToStderr",
        "-cp",
        System.getProperty("java.class.path"),
        Coord.class.getName());
  }
}
