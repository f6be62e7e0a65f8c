package dev.coordination.cli;

import static dev.coordination.cli.Shell.lines;
import static dev.coordination.cli.Shell.said;
import static dev.coordination.cli.Shell.silent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooDefs.OpCode;
import org.apache.zookeeper.ZooDefs.Perms;
import org.apache.zookeeper.data.ACL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code coord party}. */
class PartyCommandTest extends CommandTest {

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void listsWhoIsThere(String backend) throws InterruptedException, KeeperException {
    String[] list = {"party", "members", path, "--backend", backend};
    assertThat(shell.run(list)).as("nobody").isEqualTo(silent(0));
    CoordProcess first = join("b", "--backend", backend, "--", "sh", "-c", Shell.CMD);
    first.awaitLine("runs ");
    CoordProcess second = join("a/\u001b", "--backend", backend);
    second.awaitLine("a/\\u001b");
    assertThat(shell.run(list)).isEqualTo(lines("b", "a/\\u001b"));
    assertThat(shell.run("party", "members", path, "--json"))
        .isEqualTo(lines("{\"path\":\"%s\",\"members\":[\"b\",\"a/\\u001B\"]}".formatted(path)));
    assertThat(shell.run("party", "--shallow", "members", path)).isEqualTo(silent(0));
    first.type("end");
    assertThat(first.exitCode()).isZero();
    line().await(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void shallowMembersAreInTheOrderOfTheirIdentifiers(String backend) throws InterruptedException {
    for (String identifier : List.of("b", "c", "a")) {
      join(identifier, "--shallow", "--backend", backend).awaitLine(identifier);
    }
    assertThat(shell.run("party", "members", path, "--shallow", "--backend", backend))
        .isEqualTo(lines("a", "b", "c"));
    assertThat(shell.run("party", "wait", path, "3", "--shallow")).isEqualTo(silent(0));
    shell.fail(75, "party", "wait", path, "1", "--timeout", "0s");
  }

  @Test
  void cmdKnowsWhereItIs() throws InterruptedException {
    String show = "echo \"$COORD_PATH $COORD_IDENTIFIER ${COORD_FENCING_TOKEN-none}\"";
    assertThat(join("me", "--json", "--", "sh", "-c", show).result())
        .isEqualTo(lines(path + " me none"));
  }

  @Test
  void cmdsExitCodeIsCoords() throws InterruptedException, KeeperException {
    assertThat(join("me", "--", "sh", "-c", "exit 7").result()).isEqualTo(silent(7));
    assertThat(join("me", "--", "sh", "-c", "kill -s KILL $$").result()).isEqualTo(silent(137));
    line().await(0);
    assertThat(shell.fail(127, "party", "join", path, "--", "no-such-command"))
        .contains("no-such-command");
    assertThat(shell.fail(126, "party", "join", path, "--", "/dev/null")).contains("/dev/null");
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143", "HUP,129"})
  void withoutCmdItStaysUntilASignal(String signal, int exitCode)
      throws InterruptedException, KeeperException {
    String joined = "{\"path\":\"%s\",\"identifier\":\"me\"}".formatted(path);
    CoordProcess member = join("me", "--json");
    member.awaitLine(joined);
    assertThat(store.getChildren(path, false)).hasSize(1);
    member.signal(signal);
    assertThat(member.result()).isEqualTo(said(exitCode, joined));
    assertThat(store.getChildren(path, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM"})
  void aSignalGoesToCmd(String signal) throws InterruptedException, KeeperException {
    CoordProcess member = join("me", "--", "sh", "-c", Shell.TRAPPING);
    member.awaitLine("runs");
    member.signal("HUP");
    member.awaitLine("got HUP");
    assertThat(store.getChildren(path, false)).hasSize(1);
    member.signal(signal);
    assertThat(member.result()).isEqualTo(said(3, "runs", "got HUP", "got " + signal));
    assertThat(store.getChildren(path, false)).isEmpty();
  }

  @Test
  void whoIsKilledTakesCmdAlongAndIsNoMemberAnyMore() throws InterruptedException, KeeperException {
    CoordProcess member = shell.startOver(link, "party", "join", path, "--", "sh", "-c", Shell.CMD);
    member.awaitLine("runs ");
    member.signal("KILL");
    var unused = member.awaitEndOfOutput(); // nobody types anything: CMD is killed
    line().await(0);
    assertThat(shell.run("party", "members", path)).isEqualTo(silent(0));
  }

  @Test
  void aMemberStaysOneWhenItsSessionEnds() throws InterruptedException, KeeperException {
    CoordProcess member =
        shell.startOver(
            link, "party", "join", path, "--identifier", "me", "--", "sh", "-c", Shell.CMD);
    member.awaitLine("runs ");
    link.disconnect();
    line().await(0);
    link.restore();
    line().await(1);
    assertThat(shell.run("party", "members", path)).isEqualTo(lines("me"));
    member.type("end");
    assertThat(member.exitCode()).isZero();
  }

  // members --watch

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void watchShowsEachChange(String backend) throws InterruptedException {
    String[] watch = {"party", "members", path, "--watch", "--json", "--backend", backend};
    CoordProcess watcher = shell.start(watch);
    watcher.awaitLine(watched(""));
    CoordProcess first = join("a", Shell.MORTAL);
    watcher.awaitLine(watched("\"a\""));
    CoordProcess second = join("b");
    watcher.awaitLine(watched("\"a\",\"b\""));
    first.signal("KILL");
    watcher.awaitLine(watched("\"b\""));
    second.signal("TERM");
    assertThat(second.exitCode()).isEqualTo(143);
    watcher.signal("INT");
    assertThat(watcher.exitCode()).isEqualTo(130);
  }

  @Test
  void anEmptyLineFollowsEachListThatWatchShows() throws InterruptedException {
    CoordProcess watcher = shell.start("party", "members", path, "--watch");
    watcher.awaitLine("");
    join("a").awaitLine("a");
    watcher.awaitLine("a");
    join("b").awaitLine("b");
    watcher.awaitLine("b");
    watcher.signal("TERM");
    assertThat(watcher.result()).isEqualTo(said(143, "", "a", "", "a", "b", ""));
  }

  @Test
  void watchEndsWhenNobodyReadsIt() throws InterruptedException, IOException {
    Unread.assertEnds(server, "party", "members", path, "--watch");
    Unread.assertEndsAfter(List.of(""), server, "party", "members", path, "--watch");
  }

  // wait

  @ParameterizedTest
  @ValueSource(strings = {"zk-raw", "curator"})
  void waitsForEnough(String backend) throws InterruptedException {
    String[] wait = {"party", "wait", path, "2", "--json", "--backend", backend};
    join("a").awaitLine("a");
    CoordProcess waiter = shell.startOver(link, wait);
    assertThat(link.awaitRequest(OpCode.sync, CoordProcess.BOUND)).isTrue();
    assertThat(server.awaitEnded(link.session().orElseThrow().id(), Duration.ofMillis(500)))
        .as("one is enough")
        .isFalse();
    join("b").awaitLine("b");
    assertThat(waiter.result()).isEqualTo(lines("{\"path\":\"%s\",\"count\":2}".formatted(path)));
  }

  @Test
  void givesUpInTime() throws InterruptedException {
    join("a").awaitLine("a");
    assertThat(shell.fail(75, "party", "wait", path, "2", "--timeout", "200ms"))
        .isEqualTo(
            "coord: not 2 members at %s within 200ms; try again, or wait longer (--timeout)"
                .formatted(path));
    assertThat(shell.run("party", "wait", path, "1", "--timeout", "0s")).isEqualTo(silent(0));
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143"})
  void aSignalEndsTheWait(String signal, int exitCode) throws InterruptedException {
    CoordProcess waiter = shell.startOver(link, "party", "wait", path, "1");
    assertThat(link.awaitRequest(OpCode.sync, CoordProcess.BOUND)).isTrue();
    waiter.signal(signal);
    assertThat(waiter.result()).isEqualTo(silent(exitCode));
    assertThat(server.isAlive(link.session().orElseThrow().id())).isFalse();
  }

  // what is wrong

  @Test
  void wrongUsage() throws InterruptedException {
    assertThat(shell.fail(64, "party")).contains("subcommand");
    assertThat(shell.fail(64, "party", "join", "no-slash")).contains("no-slash");
    assertThat(shell.fail(64, "party", "join", path, "true")).contains("--");
    assertThat(shell.fail(64, "party", "join", path, "--")).contains("CMD");
    assertThat(shell.fail(64, "party", "join", path, "--shallow", "--identifier", "a/b"))
        .contains("a/b");
    assertThat(shell.fail(64, "party", "wait", path)).contains("COUNT");
    assertThat(shell.fail(64, "party", "wait", path, "0")).contains("COUNT 0");
    assertThat(shell.fail(64, "party", "wait", path, "many")).contains("many");
    assertThat(shell.fail(64, "party", "wait", path, "1", "--timeout", "5")).contains("--timeout");
  }

  @Test
  void whatCanHaveNoMembersIsMalformed() throws InterruptedException, KeeperException {
    store.create(path, new byte[0], Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
    assertThat(shell.fail(65, "party", "join", path, "--", "echo", "in")).contains(path);
  }

  @Test
  void refusedByAcl() throws InterruptedException, KeeperException {
    List<ACL> nothing = Collections.singletonList(new ACL(Perms.DELETE, Ids.ANYONE_ID_UNSAFE));
    store.create(path, new byte[0], nothing, CreateMode.PERSISTENT);
    assertThat(shell.fail(77, "party", "join", path, "--", "echo", "in")).contains(path);
    assertThat(shell.fail(77, "party", "members", path)).contains(path);
    assertThat(shell.fail(77, "party", "members", path, "--watch")).contains(path);
    assertThat(shell.fail(77, "party", "wait", path, "1")).contains(path);
  }

  private CoordProcess join(String identifier, String... others) {
    List<String> all = new ArrayList<>(List.of("party", "join", path, "--identifier", identifier));
    all.addAll(List.of(others));
    return shell.start(all.toArray(String[]::new));
  }

  private String watched(String members) {
    return "{\"path\":\"%s\",\"members\":[%s]}".formatted(path, members);
  }
}
