package dev.coordination.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The README shows code that compiles and runs: each of its Java blocks stands in a source of some
 * module.
 */
class ReadmeTest {

  private static final Pattern JAVA =
      Pattern.compile("^```java\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @Test
  void everyBlockIsCompiled() throws IOException {
    List<List<String>> sources = sources();
    List<List<String>> blocks =
        JAVA.matcher(readme()).results().map(match -> lines(match.group(1))).toList();
    assertThat(blocks).hasSizeGreaterThan(3);
    assertThat(blocks)
        .allSatisfy(
            block ->
                assertThat(sources)
                    .as("no source contains %s", block)
                    .anyMatch(source -> Collections.indexOfSubList(source, block) >= 0));
  }

  private static String readme() throws IOException {
    return Files.readString(ROOT.resolve("README.md"));
  }

  private static List<List<String>> sources() throws IOException {
    List<List<String>> sources = new ArrayList<>();
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(ROOT, "coordination-*")) {
      for (Path module : modules) {
        sources.addAll(sources(module.resolve("src")));
      }
    }
    return sources;
  }

  private static List<List<String>> sources(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .map(ReadmeTest::read)
          .map(ReadmeTest::lines)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines without their indentation: a quotation may stand further left. */
  private static List<String> lines(String text) {
    return text.lines().map(String::strip).toList();
  }
}
