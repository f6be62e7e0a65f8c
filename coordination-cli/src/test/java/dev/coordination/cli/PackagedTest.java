package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coordination.zookeeper.testkit.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ./coord} and the jar, as users run them: from a shell. */
class PackagedTest {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final String SCRIPT = "'%s'".formatted(ROOT.resolve("coord"));
  private static final String JAR =
      "'%s' -jar '%s'"
          .formatted(
              ProcessHandle.current().info().command().orElseThrow(),
              ROOT.resolve("coordination-cli/target/coord.jar"));

  private final String path = "/packaged-" + System.nanoTime();

  static Stream<String> both() {
    return Stream.of(SCRIPT, JAR);
  }

  /** What a shell prints, stderr included. */
  private List<String> shell(String commands) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", "-c", commands.replace("{}", path)).redirectErrorStream(true);
    builder.environment().put("COORD_CONNECT", TestServer.shared().connectString());
    Process bash = builder.start();
    bash.getOutputStream().close();
    List<String> said = bash.inputReader(StandardCharsets.UTF_8).lines().toList();
    assertThat(bash.waitFor(CoordProcess.BOUND.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return said;
  }

  @ParameterizedTest
  @MethodSource("both")
  void tellsItsVersion(String coord) throws IOException, InterruptedException {
    assertThat(shell(coord + " --version"))
        .containsExactly("coord " + System.getProperty("coord.version"));
  }

  @ParameterizedTest
  @MethodSource("both")
  void takesTheServerFromTheEnvironment(String coord) throws IOException, InterruptedException {
    assertThat(shell(coord + " lock {} -- sh -c 'echo $COORD_PATH; exit 3'; echo $?"))
        .containsExactly(path, "3");
    assertThat(shell(coord + " --backend curator counter increment {}-2")).containsExactly("1");
  }

  @Test
  void cmdHasOurWholeEnvironment() throws IOException, InterruptedException {
    assertThat(shell("env a.b=1 " + SCRIPT + " lock {} -- env"))
        .contains("a.b=1", "COORD_PATH=" + path);
  }

  /** As nohup sets it for what it starts. */
  @Test
  void aSignalThatIsIgnoredStaysIgnored() throws IOException, InterruptedException {
    String hangUp = " lock {} -- sh -c 'kill -HUP $PPID; echo survives'; echo $?";
    assertThat(shell("trap '' HUP; " + SCRIPT + hangUp)).containsExactly("survives", "0");
  }

  @Test
  void whatTheLocaleCannotReadIsSaid() throws IOException, InterruptedException {
    List<String> said = shell("LC_ALL=C " + SCRIPT + " leader $'/\\xc3\\xbc'; echo $?");
    assertThat(said).hasSize(2).last().isEqualTo("64");
    assertThat(said.get(0)).startsWith("coord: ").contains("LC_ALL=C.UTF-8");
  }

  /** Printed only: what it is depends on the machine. */
  @Test
  void startOfCmd() throws IOException, InterruptedException {
    List<Long> took = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      long begin = System.nanoTime();
      assertThat(shell(SCRIPT + " lock {} -- echo runs")).containsExactly("runs");
      took.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }
    took.sort(Long::compare);
    System.out.printf(
        "./coord lock with a CMD that ends at once: median %d ms of %s%n",
        took.get(took.size() / 2), took);
  }

  @Test
  void aClosedStdinIsAnEmptyOne() throws IOException, InterruptedException {
    assertThat(shell(SCRIPT + " queue put {} --json <&-"))
        .containsExactly("{\"path\":\"%s\",\"put\":0}".formatted(path));
    assertThat(shell(SCRIPT + " lock {}-2 -- sh -c 'cat; echo in' <&-")).containsExactly("in");
    assertThat(shell(SCRIPT + " counter get {} <&-")).containsExactly("0");
  }

  @Test
  void whatAClosedStdoutDoesNotTakeIsSaid() throws IOException, InterruptedException {
    assertThat(shell(SCRIPT + " counter increment {} >&-; echo $?"))
        .containsExactly("coord: cannot write to stdout: it is closed, or full", "141");
    assertThat(shell(SCRIPT + " --help >/dev/full; echo $?")).last().isEqualTo("141");
    assertThat(shell(SCRIPT + " counter get {} 2>&-")).containsExactly("1");
  }

  @Test
  void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
    String words =
        "source <(%s completion); COMP_WORDS=(coord lo); COMP_CWORD=1; _complete_coord 2>/dev/null;"
            + " echo \"${COMPREPLY[@]}\"; COMP_WORDS=(coord semaphore --); COMP_CWORD=2;"
            + " _complete_coord 2>/dev/null; echo \"${COMPREPLY[@]}\"";
    List<String> said = shell(words.formatted(SCRIPT));
    assertThat(said).hasSize(2);
    assertThat(said.get(0).split(" ", -1)).contains("lock", "locking-queue");
    assertThat(said.get(1).split(" ", -1)).contains("--max", "--timeout", "--connect");
  }

  @Test
  void zshTakesUpTheCompletion() throws IOException, InterruptedException {
    assumeTrue(
        Boolean.getBoolean("shells.required") || !shell("command -v zsh").isEmpty(),
        "no zsh here; -Dshells.required=true makes that a failure");
    assertThat(
            shell(
                "zsh -fc 'autoload -U compinit && compinit -u -D; source <("
                    + SCRIPT.replace("'", "")
                    + " completion); echo $_comps[coord]'"))
        .singleElement()
        .asString()
        .contains("complete");
  }
}
