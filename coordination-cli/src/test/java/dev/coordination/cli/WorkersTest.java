package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.CoordinationClient;
import dev.coordination.spi.CoordinationProvider;
import dev.coordination.spi.CoordinationProvider.Settings;
import dev.coordination.zookeeper.testkit.TestServer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the demo when its workers do not do what they should: scripts, here. */
@Timeout(30)
class WorkersTest {

  private static final String JOIN = "echo \"$0 1 joined 1 \"; ";
  private static final Duration LONG = Duration.ofMinutes(10);

  private Workers workers = workers("", LONG);

  @AfterEach
  void end() {
    workers.close();
  }

  @Test
  void deathBeforeTheFirstWord() {
    start("exit 3", LONG);
    assertThatThrownBy(() -> workers.awaitIdle(workers.present()))
        .isInstanceOf(CommandFailure.class)
        .hasMessage("worker-1 ended unasked, exit code 3");
  }

  @Test
  void deathWhileTheDemoLooksElsewhere() throws InterruptedException {
    start(JOIN + "read order; kill -9 $$", LONG);
    workers.awaitIdle(workers.present());
    workers.order(workers.present().get(0), "work");
    assertThatThrownBy(() -> workers.awaitSight("a miracle", () -> false))
        .hasMessage("worker-1 ended unasked, exit code 137");
  }

  @Test
  void nothingToSee() {
    start("read order", Duration.ofMillis(50));
    assertThatThrownBy(() -> workers.awaitSight("a miracle", () -> false))
        .hasMessage("no worker tells of a miracle");
  }

  @Test
  void killedAsIntended() throws InterruptedException {
    start(JOIN + "read order", LONG);
    workers.awaitIdle(workers.present());
    WorkerProcess victim = workers.present().get(0);
    assertThat(workers.kill(victim).worker()).isEqualTo("worker-1");
    assertThat(workers.present()).isEmpty();
    workers.startOne();
    workers.awaitIdle(workers.present());
  }

  @Test
  void patienceFollowsTheSessionTimeout() {
    Duration session = Duration.ofMinutes(10);
    assertThat(Workers.patience(session)).isEqualTo(Duration.ofMinutes(21));
    assertThat(Workers.patience(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(62));
  }

  /** The first leads, the second dies on its way into the line. */
  @Test
  void deathOnTheWayIntoTheLine() throws InterruptedException {
    start(
        JOIN + "read order; test $0 = worker-1 || exit 1; echo \"$0 2 leading 1 \"; read order",
        LONG);
    workers.startOne();
    workers.awaitIdle(workers.present());
    URI store = URI.create("zookeeper://" + TestServer.shared().connectString());
    Settings settings = new Settings(Optional.empty(), Duration.ofSeconds(10), CoordProcess.BOUND);
    try (CoordinationClient client = CoordinationProvider.forUri(store).connect(store, settings)) {
      Timeline timeline = new Timeline(new Results(true), () -> {});
      Stage stage = new Stage(workers, client, timeline, Path.of(""), LONG);
      assertThatThrownBy(() -> new ElectionPhase().run(stage))
          .hasMessage("worker-2 ended unasked, exit code 1");
    }
  }

  private void start(String script, Duration patience) {
    workers = workers(script, patience);
    workers.startOne();
  }

  private static Workers workers(String script, Duration patience) {
    return new Workers(name -> List.of("/bin/sh", "-c", script, name), patience, entry -> {});
  }
}
