package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one worker did: a file that only it writes, and only appends to. Each entry is with the
 * operating system before the worker goes on, so that it outlives a SIGKILL.
 */
final class RecordFile implements AutoCloseable {

  private static final String SUFFIX = ".record";

  private final String worker;
  private final BufferedWriter file;

  RecordFile(Path directory, String worker) throws IOException {
    this.worker = worker;
    this.file =
        Files.newBufferedWriter(
            directory.resolve(worker + SUFFIX),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.APPEND);
  }

  /** Records a deed as of now, and tells the demo. */
  void write(Deed deed, long number) {
    write(deed, number, "");
  }

  /** Records what was done to an item, and tells the demo. */
  void write(Deed deed, long number, String item) {
    String line = writeSilently(deed, number, item);
    System.out.println(line);
    System.out.flush();
  }

  /** Records a deed that is not worth telling. */
  void writeSilently(Deed deed, long number) {
    var unused = writeSilently(deed, number, "");
  }

  /** Records what was done to an item and is not worth telling; returns the line. */
  String writeSilently(Deed deed, long number, String item) {
    String line = new Entry(worker, System.nanoTime(), deed, number, item).format();
    try {
      file.write(line + "\n");
      file.flush();
      return line;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /**
   * Reads the records of all workers. The last line of a killed one may be torn, and is left out.
   */
  static List<Entry> readAll(Path directory) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(path -> path.toString().endsWith(SUFFIX)).toList()) {
        String text = Files.readString(file);
        text.substring(0, text.lastIndexOf('\n') + 1)
            .lines()
            .map(Entry::parse)
            .forEach(entries::add);
      }
    }
    return entries;
  }
}
