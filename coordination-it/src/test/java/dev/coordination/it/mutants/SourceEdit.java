package dev.coordination.it.mutants;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A change of one source file: a snippet that occurs in it exactly once, and what to put there.
 * Differences in white space do not matter.
 *
 * @param module the module's directory
 * @param type the full name of the type whose file it is
 * @param snippet what stands there
 * @param replacement what is to stand there
 */
record SourceEdit(String module, String type, String snippet, String replacement) {

  /** Reads the file as it is. */
  String source() {
    Path root = Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
    Path file = root.resolve(module).resolve("src/main/java").resolve(fileName());
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String applyTo(String source) {
    Pattern pattern =
        Pattern.compile(
            Arrays.stream(snippet.strip().split("\\s+"))
                .map(Pattern::quote)
                .collect(joining("\\s+")));
    var found = pattern.matcher(source).results().toList();
    if (found.size() != 1) {
      throw new AssertionError(
          "%d times, not once, in %s: %s".formatted(found.size(), type, snippet));
    }
    MatchResult only = found.get(0);
    return source.substring(0, only.start()) + replacement + source.substring(only.end());
  }

  String fileName() {
    return type.replace('.', '/') + ".java";
  }
}
