package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/**
 * The guide to the commands says what their help says. {@code mvn test -pl coordination-cli -am
 * -Dsurefire.failIfNoSpecifiedTests=false -Dtest=GuideTest -Dcoord.guide.write=true} writes it
 * anew.
 */
class GuideTest {

  private static final Path GUIDE =
      Path.of("").toAbsolutePath().getParent().resolve("docs/guide/cli.md");
  private static final String HEAD =
      """
      # The coord command

      What `coord COMMAND --help` says, of all commands. The build compares this page with it.
      """;

  private static List<CommandLine> commands(CommandLine top) {
    List<CommandLine> all = new ArrayList<>(List.of(top));
    new LinkedHashSet<>(top.getSubcommands().values())
        .stream()
            .filter(command -> !command.getCommandSpec().usageMessage().hidden())
            .forEach(command -> all.addAll(commands(command)));
    return all;
  }

  private static String usage(CommandLine command) {
    return command.getUsageMessage(Ansi.OFF);
  }

  private static String guide() {
    StringBuilder guide = new StringBuilder(HEAD);
    for (CommandLine command : commands(Coord.commandLine())) {
      boolean isTop = command.getParent() == null;
      String usage = usage(command).replaceAll(" +\n", "\n");
      guide.append(
          "%n## %s%n%n```%n%s%n```%n"
              .formatted(
                  command.getCommandSpec().qualifiedName(),
                  (isTop ? usage : withoutExitCodes(usage)).stripTrailing()));
    }
    return guide.toString();
  }

  /** They are the same for all. */
  private static String withoutExitCodes(String usage) {
    return usage.substring(0, usage.indexOf("\nExit codes:"));
  }

  @Test
  void theGuideSaysWhatTheHelpSays() throws IOException {
    if (Boolean.getBoolean("coord.guide.write")) {
      Files.writeString(GUIDE, guide());
    }
    assertThat(Files.readString(GUIDE)).isEqualTo(guide());
  }

  @Test
  void helpFitsIntoEightyColumns() {
    assertThat(commands(Coord.commandLine()))
        .hasSizeGreaterThan(20)
        .allSatisfy(
            command ->
                assertThat(usage(command).lines()).allMatch(line -> line.length() <= 80, "fits"));
  }
}
