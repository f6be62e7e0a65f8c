package dev.coordination.cli;

import static dev.coordination.cli.Shell.MORTAL;
import static dev.coordination.cli.Shell.failure;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code coord partition}. */
class PartitionCommandTest extends CommandTest {

  private CoordProcess take(String identifier, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of("partition", path, "a", "b", "--boundary", "1s", "--identifier", identifier));
    all.addAll(List.of(more));
    return shell.start(all.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void dividesTheItemsAnewWheneverSomebodyComesOrGoes(String backend) throws InterruptedException {
    CoordProcess first = take("1", "--backend", backend);
    first.awaitLastLine("acquired a b");
    CoordProcess second = take("2", "--backend", backend, MORTAL[0], MORTAL[1]);
    second.awaitLastLine("acquired b");
    first.awaitLastLine("acquired a");
    second.signal("KILL");
    first.awaitLastLine("acquired a b");
  }

  @Test
  void stickyKeepsWhatItHas() throws InterruptedException {
    CoordProcess first = take("1", "--sticky");
    first.awaitLastLine("acquired a b");
    CoordProcess second = take("2", "--sticky");
    String theirs = second.awaitLastLine("acquired a", "acquired b");
    first.awaitLastLine(theirs.equals("acquired a") ? "acquired b" : "acquired a");
    second.signal("TERM");
    assertThat(second.exitCode()).isEqualTo(143);
    first.awaitLastLine("acquired a b");
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void aSignalEndsItAndLeavesNothing(String signal, int exitCode)
      throws InterruptedException, KeeperException {
    CoordProcess alone = take("me", "--json");
    alone.awaitLine(
        "{\"path\":\"%s\",\"state\":\"acquired\",\"items\":[\"a\",\"b\"]".formatted(path));
    alone.signal(signal);
    assertThat(alone.exitCode()).isEqualTo(exitCode);
    assertThat(store.getChildren(path + "/party", false)).isEmpty();
    assertThat(store.getChildren(path + "/locks/a", false)).isEmpty();
    assertThat(store.getChildren(path + "/locks/b", false)).isEmpty();
  }

  /** Nobody would do the work of items that nobody is told of. */
  @Test
  void itEndsSoonAfterItsReader() throws InterruptedException, IOException, KeeperException {
    String[] alone = {"partition", path, "a", "--boundary", "1s"};
    Unread.assertEndsAfter(List.of("allocating", "acquired a"), server, alone);
    line("/party").await(0);
  }

  @Test
  void theSameIdentifierTwiceIsRefused() throws InterruptedException {
    take("me").awaitLastLine("acquired a b");
    assertThat(failure(78, take("me").result())).contains("me");
  }

  @Test
  void wrongUsage() throws InterruptedException {
    assertThat(shell.fail(64, "partition", path)).contains("ITEM");
    assertThat(shell.fail(64, "partition", path, "a", "--boundary", "1")).contains("1");
    assertThat(shell.fail(64, "partition", "no-slash", "a")).contains("no-slash");
  }

  @Test
  void aRefusedAclIsSaid() throws InterruptedException, KeeperException {
    store.create(path, new byte[0], Ids.READ_ACL_UNSAFE, CreateMode.PERSISTENT);
    assertThat(failure(77, take("me").result())).contains(path);
  }
}
