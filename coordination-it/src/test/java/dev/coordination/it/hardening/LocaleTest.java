package dev.coordination.it.hardening;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.CoordinationClient;
import dev.coordination.inmemory.InMemoryCoordination;
import dev.coordination.it.Backend;
import dev.coordination.it.Onlooker;
import dev.coordination.it.Uses;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZKUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Where the computer's language has digits of its own: what we write, and what we say, has those
 * that everyone reads.
 */
@Isolated("changes the locale of the JVM")
class LocaleTest {

  /** Two languages with digits of their own, the second by extension. */
  private static final List<String> LANGUAGES = List.of("ar-EG", "hi-IN-u-nu-deva");

  private static final Pattern LOCALISED = Pattern.compile("%[-0-9,.+ (#]*[dfeg]");
  private static final List<String> LIBRARY =
      List.of("api", "support", "inmemory", "zk-engine", "zk-raw", "curator");

  private final Locale before = Locale.getDefault();

  @AfterEach
  void speakAsBefore() {
    Locale.setDefault(before);
  }

  private static void speak(String language) {
    Locale.setDefault(Locale.forLanguageTag(language));
    assertThat("%d".formatted(42)).as("the locale has digits of its own").isNotEqualTo("42");
  }

  @ParameterizedTest
  @EnumSource
  void whatLiesInTheStoreIsReadByEveryone(Backend backend)
      throws InterruptedException, KeeperException {
    for (String language : LANGUAGES) {
      speak(language);
      String root = "/locale-" + backend + language;
      try (Onlooker onlooker = new Onlooker(TestServer.shared())) {
        var opened =
            backend.connect(TestServer.shared().connectString(), Duration.ofSeconds(10), "me");
        try (CoordinationClient client = opened.client()) {
          Uses.everyRecipe(client.withNamespace(root));
          client.withNamespace(root).party("/party").join();
          var hold = client.withNamespace(root).lock("/lock").acquire();
          assertAscii(hold.toString());
          for (String node : ZKUtil.listSubTreeBFS(onlooker.client(), root)) {
            assertAscii(node);
            byte[] data = onlooker.client().getData(node, false, null);
            assertAscii(new String(data == null ? new byte[0] : data, ISO_8859_1));
          }
        } finally {
          opened.closeRest().run();
        }
      }
    }
  }

  @Test
  void theUsualIdentifierIsReadByEveryone() {
    speak("ar-EG");
    try (CoordinationClient client =
        ZooKeeperCoordination.connect(TestServer.shared().connectString())) {
      assertAscii(client.identifier());
    }
  }

  @Test
  void inMemoryNumbersAreReadByEveryone() throws InterruptedException {
    speak("ar-EG");
    try (InMemoryCoordination store = InMemoryCoordination.create();
        CoordinationClient client = store.connect()) {
      Uses.everyRecipe(client);
      assertAscii(client.identifier());
      assertAscii(client.lock("/lock").acquire().toString());
    }
  }

  /** What is formatted in the computer's language is formatted for nobody in particular. */
  @Test
  void noNumberIsFormattedInTheComputersLanguage() throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    for (String module : LIBRARY) {
      try (Stream<Path> files = Files.walk(root.resolve("coordination-" + module + "/src/main"))) {
        assertThat(files.filter(file -> file.toString().endsWith(".java")))
            .isNotEmpty()
            .allSatisfy(file -> assertThat(localised(file)).as(file.toString()).isEmpty());
      }
    }
  }

  private static List<String> localised(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> LOCALISED.matcher(line).find())
          .filter(line -> !line.contains("Locale.ROOT"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void assertAscii(String text) {
    assertThat(text).matches("\\p{ASCII}*");
  }
}
