package dev.coordination.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A number in a plain file, which counts wrong as soon as two add to it at once: what the demo's
 * lock has to prevent.
 */
final class Tally {

  private final Path file;

  Tally(Path directory) {
    this.file = directory.resolve("tally");
  }

  long read() {
    try {
      return Files.exists(file) ? Long.parseLong(Files.readString(file)) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(long value) {
    try {
      Files.writeString(file, Long.toString(value));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
