package dev.coordination.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A directory for data: one that stays, or one that goes with the process. */
final class DataDirectory implements AutoCloseable {

  private final Path directory;
  private final @Nullable FileChannel inUse;

  private DataDirectory(Path directory, @Nullable FileChannel inUse) {
    this.directory = directory;
    this.inUse = inUse;
  }

  /**
   * Prepares a directory.
   *
   * @param directory which one, to be kept; empty for a new one that {@link #close} removes
   */
  static DataDirectory open(Optional<Path> directory) {
    try {
      return directory.isPresent() ? lasting(directory.get()) : temporary();
    } catch (IOException e) {
      String where = directory.map(Path::toString).orElse("a temporary directory");
      throw new CommandFailure(ExitCode.USAGE, "cannot keep data in %s: %s".formatted(where, e), e);
    }
  }

  Path path() {
    return directory;
  }

  @Override
  public void close() {
    try {
      if (inUse != null) {
        inUse.close();
      } else {
        remove(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path temporaryDirectory() throws IOException {
    return Files.createTempDirectory("coord-");
  }

  /** Removes a directory with everything in it. */
  static void remove(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException e) {
      // Someone was faster.
    }
  }

  private static DataDirectory temporary() throws IOException {
    return new DataDirectory(temporaryDirectory(), null);
  }

  /** Two servers on the same files would ruin them, so that the first one locks them. */
  private static DataDirectory lasting(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve("in-use"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      throw new CommandFailure(
          ExitCode.USAGE, "cannot keep data in %s: another server does".formatted(directory));
    }
    return new DataDirectory(directory, channel);
  }
}
