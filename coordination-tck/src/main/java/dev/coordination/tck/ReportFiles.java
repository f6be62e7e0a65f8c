package dev.coordination.tck;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Where reports are written. The JVMs of one run take turns: each adds what its predecessors left
 * beside the report to what it found itself, and writes the report of it all.
 */
final class ReportFiles {

  private final Path directory;
  private final Optional<String> run =
      Optional.ofNullable(System.getProperty("coordination.tck.run"));

  ReportFiles(Path directory) {
    this.directory = directory;
  }

  void write(BackendReport report) {
    try {
      Files.createDirectories(directory);
      try (var turn = openForWriting(directory.resolve(report.fileName() + ".lock"));
          var unused = turn.lock()) {
        if (run.isPresent()) {
          share(report, directory.resolve(report.fileName() + "." + run.get() + ".part"));
        }
        Files.writeString(directory.resolve(report.fileName() + ".md"), report.markdown());
        Files.writeString(directory.resolve(report.fileName() + ".json"), report.json());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the conformance report to " + directory, e);
    }
  }

  private static void share(BackendReport report, Path part) throws IOException {
    if (Files.exists(part)) {
      report.addAll(read(part));
    }
    try (var out = new ObjectOutputStream(Files.newOutputStream(part))) {
      out.writeObject(report);
    }
  }

  private static BackendReport read(Path part) throws IOException {
    try (var in = new ObjectInputStream(Files.newInputStream(part))) {
      return (BackendReport) in.readObject();
    } catch (ClassNotFoundException e) {
      throw new IOException(part + " was not written by this kit", e);
    }
  }

  private static FileChannel openForWriting(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }
}
