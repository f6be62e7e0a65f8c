package dev.coordination.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.zookeeper.ZooKeeperCoordination;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nobody reads what {@code coord} prints: it says so, and ends as programs do then. */
class ClosedOutputTest extends CommandTest {

  private static final String SAID = "coord: cannot write to stdout: it is closed, or full";

  @Test
  void everyCommandSaysSo() throws InterruptedException {
    List<CoordProcess> all = new ArrayList<>();
    try (CoordinationClient other = ZooKeeperCoordination.connect(server.connectString());
        var leadership = other.election(path + "/election").campaign()) {
      other.counter(path + "/counter").reset(5);
      for (String command :
          List.of(
              "counter get /counter",
              "counter increment /counter",
              "counter compare-and-set /counter 1 2",
              "leader /election",
              "contenders /election",
              "queue size /queue",
              "queue put /queue item --json",
              "locking-queue put /jobs item --json",
              "locking-queue size /jobs",
              "barrier create /barrier --json",
              "barrier wait /none --json",
              "party members /party --json",
              "party wait /party 1 --json --timeout 20s",
              "lease /lease --duration 1m",
              "inspect /election",
              "completion",
              "--help",
              "--version")) {
        all.add(unread(command));
      }
      other.party(path + "/party").join();
      for (CoordProcess coord : all) {
        assertThat(Shell.failure(141, coord.result())).startsWith(SAID);
      }
      assertThat(leadership.isHeld()).isTrue();
    }
  }

  @Test
  void theItemThatNobodyReadsIsSaidAndNoOtherTaken() throws InterruptedException {
    try (CoordinationClient other = ZooKeeperCoordination.connect(server.connectString())) {
      var queue = other.queue(path + "/queue", Codec.utf8());
      queue.put("first");
      queue.put("second");
      CoordProcess take = unread("queue take /queue --count 2");
      assertThat(Shell.failure(141, take.result())).isEqualTo(SAID + "; the item is: first");
      assertThat(queue.poll()).contains("second");
    }
  }

  @Test
  void whoFollowsEndsWithoutAWord() throws InterruptedException {
    for (String command :
        List.of("party members /party --watch", "partition /items a b --boundary 1s")) {
      assertThat(unread(command).result()).isEqualTo(Shell.silent(141));
    }
  }

  /** Its reader goes before it has come to anything. */
  private CoordProcess unread(String command) {
    return shell.startUnread(command.replace(" /", " " + path + "/").split(" ", -1));
  }
}
