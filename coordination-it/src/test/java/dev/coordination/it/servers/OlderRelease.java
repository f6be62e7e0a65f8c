package dev.coordination.it.servers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * ZooKeeper 3.8, where this machine has it: in the package {@code zookeeper} of Debian and its kin,
 * whose archive names all others that it needs.
 */
public final class OlderRelease {

  private static final Path ARCHIVE =
      Path.of(System.getProperty("versions.zookeeper", "/usr/share/java/zookeeper.jar"));

  private static final String ABSENCE =
      "no older ZooKeeper here: there is no %s; the tests with it do not run".formatted(ARCHIVE);

  private static final class Found {
    static final Optional<String> CLASS_PATH =
        Optional.of(ARCHIVE).filter(Files::exists).map(Path::toString);

    static {
      System.out.println("versions: " + CLASS_PATH.orElse(ABSENCE));
    }
  }

  private OlderRelease() {}

  /** Returns how to start it, or ends the test: aborted, unless it is required here. */
  public static ServerSetup orAbort() {
    return ServerSetup.of(orAbort(Found.CLASS_PATH, Boolean.getBoolean("versions.required")));
  }

  static String orAbort(Optional<String> found, boolean required) {
    if (found.isEmpty() && required) {
      throw new AssertionError("versions.required is set, but " + ABSENCE);
    }
    return found.orElseGet(() -> Assumptions.abort(ABSENCE));
  }
}
