package dev.coordination.it.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.zookeeper.ZooKeeperCoordination;
import dev.coordination.zookeeper.testkit.TestServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand who wait for one lock in one client: memory, threads, and that it takes no hours.
 */
class ManyWaitersTest {

  private static final int WAITERS = 10_000;
  private static final int LARGEST_WAITER = 2048;

  @Test
  void aWaiterTakesLessThanTwoKibibytesAndNoThread() throws IOException, InterruptedException {
    try (TestServer server = TestServer.start();
        var client = ZooKeeperCoordination.connect(server.connectString());
        var hold = client.lock("/many").acquire()) {
      Process process = waitingProcess(server.connectString(), "/many");
      try (Scanner said = new Scanner(process.inputReader())) {
        int bytes = said.nextInt();
        int threads = said.nextInt();
        System.out.printf("%,d waiters: %d bytes each, %d threads%n", WAITERS, bytes, threads);
        assertThat(bytes).isPositive().isLessThanOrEqualTo(LARGEST_WAITER);
        assertThat(threads).as("threads for all of them").isLessThan(4);
        assertThat(hold.isHeld()).isTrue();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static Process waitingProcess(String servers, String path) throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            WaitingProcess.class.getName(),
            servers,
            path,
            String.valueOf(WAITERS));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }
}
