package dev.coordination.zookeeper.engine.sim;

import static dev.coordination.zookeeper.engine.sim.ToldClient.codeOf;
import static dev.coordination.zookeeper.engine.sim.ToldClient.pass;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.zookeeper.engine.ZnodeException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several servers, of which some lag or are cut off; and worlds that go step by step. */
@Timeout(60)
class SimulatedServersTest {

  private static final byte[] NONE = new byte[0];

  // Several servers

  @Test
  void aServerThatLagsAnswersFromThePastUntilSynced() {
    var ensemble = SimulatedZooKeeper.automatic(SimOptions.defaults().withServers(2));
    var a = new ToldClient(ensemble.newClient("a", 0));
    var b = new ToldClient(ensemble.newClient("b", 1));
    ensemble.lag(true);
    var unused = a.create("/e");
    assertThat(b.sees("/e")).isFalse();
    var synced = b.session.sync("/");
    assertThat(synced).isCompleted();
    assertThat(b.sees("/e")).isTrue();
    var unusedToo = a.create("/f");
    assertThat(b.sees("/f")).isFalse();
    var own = b.create("/g");
    assertThat(own).isCompleted();
    assertThat(b.sees("/f")).isTrue();
  }

  @Test
  void aClientThatHasSeenMoreIsRefusedAndGoesBack() {
    var ensemble = SimulatedZooKeeper.automatic(SimOptions.defaults().withServers(2));
    var a = new ToldClient(ensemble.newClient("a", 0));
    ensemble.lag(true);
    var unused = a.create("/e");
    a.sim.moveTo(1);
    assertThat(a.told).containsExactly("established", "suspended", "resumed");
    assertThat(a.sees("/e")).isTrue();
    ensemble.create("/f", NONE);
    assertThat(a.sees("/f")).as("is back at the leader").isTrue();
  }

  @Test
  void aMovedSessionMayReadThePastOfOthers() {
    var ensemble = SimulatedZooKeeper.automatic(SimOptions.defaults().withServers(2));
    var a = new ToldClient(ensemble.newClient("a", 0));
    ensemble.lag(true);
    ensemble.create("/f", NONE);
    a.sim.moveTo(1);
    assertThat(a.sees("/f")).isFalse();
  }

  @Test
  void theLeaderHearsOfAFollowersClientsTwiceATick() {
    var ensemble = SimulatedZooKeeper.automatic(SimOptions.defaults().withServers(2));
    var a = new ToldClient(ensemble.newClient("a", 1));
    pass(ensemble, 300);
    assertThat(a.told).containsExactly("established");
    a.sim.cutLink();
    pass(ensemble, 14);
    assertThat(ensemble.sessions()).isEmpty();
  }

  @Test
  void aServerCutOffFromItsLeaderGoesOnAnsweringReadsOfASessionThatIsOver() {
    var ensemble = SimulatedZooKeeper.automatic(SimOptions.defaults().withServers(2));
    var a = new ToldClient(ensemble.newClient("a", 1));
    var unused = a.create("/e");
    ensemble.isolate(1);
    pass(ensemble, 14);
    assertThat(ensemble.tree()).doesNotContain("/e");
    assertThat(a.sees("/e")).isTrue();
    var asked = a.create("/f");
    var synced = a.session.sync("/");
    pass(ensemble, 60);
    assertThat(List.of(asked.isDone(), synced.isDone())).containsExactly(false, false);
    assertThat(a.told).containsExactly("established");
    ensemble.rejoin(1);
    assertThat(codeOf(asked)).isEqualTo(ZnodeException.Code.CONNECTION_LOSS);
    assertThat(a.told).containsExactly("established", "suspended", "ended", "established");
  }

  @Test
  void aTornPairIsLostByHalfAndGoesOnAtAServerThatLags() {
    var ensemble = SimulatedZooKeeper.automatic(SimOptions.defaults().withServers(2));
    var a = new ToldClient(ensemble.newClient("a", 0));
    ensemble.lag(true);
    ensemble.create("/f", NONE);
    a.sim.tearBehind(2);
    var first = a.create("/e");
    var second = a.session.sync("/");
    var third = a.session.exists("/f", null);
    assertThat(first).isCompleted();
    assertThat(codeOf(second)).isEqualTo(ZnodeException.Code.CONNECTION_LOSS);
    assertThat(third).isCompleted();
    assertThat(a.told).containsExactly("established", "suspended", "resumed");
    a.sim.moveTo(1);
    assertThat(a.sees("/f")).as("has seen its own later write").isTrue();
  }

  @Test
  void theSecondOfATornPairMayBeAnsweredFromThePast() {
    var ensemble = SimulatedZooKeeper.automatic(SimOptions.defaults().withServers(2));
    var a = new ToldClient(ensemble.newClient("a", 0));
    ensemble.lag(true);
    ensemble.create("/f", NONE);
    a.sim.tearBehind(1);
    var synced = a.session.sync("/");
    assertThat(a.sees("/f")).isFalse();
    assertThat(codeOf(synced)).isEqualTo(ZnodeException.Code.CONNECTION_LOSS);
  }

  // Step by step

  @Test
  void nothingHappensButBySteps() {
    var stepwise = SimulatedZooKeeper.stepwise(SimOptions.defaults());
    var a = new ToldClient(stepwise.newClient("a"));
    assertThat(stepwise.steps()).extracting(Step::toString).containsExactly("a -> 0: CONNECT /");
    stepwise.steps().get(0).run();
    assertThat(stepwise.steps())
        .extracting(Step::toString)
        .containsExactly("a <- CONNECT / = session 1000");
    assertThat(a.told).isEmpty();
    stepwise.settle();
    assertThat(a.told).containsExactly("established");
    assertThat(stepwise.timeStep()).isPresent();
  }

  @Test
  void equalHistoriesInAnotherOrderAreOneState() {
    assertThat(fingerprintAfter("ab")).isEqualTo(fingerprintAfter("ba"));
    assertThat(fingerprintAfter("aab")).isEqualTo(fingerprintAfter("aba"));
    assertThat(fingerprintAfter("a")).isNotEqualTo(fingerprintAfter("b"));
  }

  /**
   * Lets two connected clients' reads arrive and be answered, each letter a step of that client.
   */
  private static String fingerprintAfter(String order) {
    var world = SimulatedZooKeeper.stepwise(SimOptions.defaults());
    var clients =
        List.of(new ToldClient(world.newClient("a")), new ToldClient(world.newClient("b")));
    world.settle();
    for (ToldClient client : clients) {
      var unused = client.session.exists("/" + client.sim.name(), null);
    }
    for (String name : order.split("")) {
      world.steps().stream().filter(s -> s.client().equals(name)).findFirst().orElseThrow().run();
    }
    return world.fingerprint();
  }
}
