package dev.coordination.it.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of the tests of all modules. */
final class Sources {

  /** Where what breaks the rules lies, on purpose. */
  static final Path BAD =
      Path.of("coordination-it/src/test/java/dev/coordination/it/architecture/bad");

  private static final Pattern SLEEP = Pattern.compile("\\bsleep\\(");

  private Sources() {}

  /** The directory of the whole project, from that of any of its modules. */
  static Path root() {
    Path directory = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(directory.resolve("coordination-api"))) {
      directory = directory.getParent();
    }
    return directory;
  }

  static List<Path> ofTests() throws IOException {
    var all = new ArrayList<Path>();
    try (var modules = Files.newDirectoryStream(root(), "coordination-*")) {
      for (Path module : modules) {
        addSources(module.resolve("src/test"), all);
      }
    }
    return all;
  }

  private static void addSources(Path directory, List<Path> to) throws IOException {
    if (Files.isDirectory(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        files
            .filter(file -> file.toString().matches(".*\\.(java|py)"))
            .filter(file -> !file.startsWith(root().resolve(BAD)))
            .forEach(to::add);
      }
    }
  }

  static List<Path> thatSleep(List<Path> sources) {
    return sources.stream().filter(Sources::sleeps).toList();
  }

  private static boolean sleeps(Path source) {
    try {
      return SLEEP.matcher(Files.readString(source)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
