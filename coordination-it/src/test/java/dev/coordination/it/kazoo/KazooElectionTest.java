package dev.coordination.it.kazoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.HoldState;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Candidates in Python and Java. */
class KazooElectionTest extends KazooTest {

  @ParameterizedTest
  @EnumSource
  void theyLeadInTheOrderOfTheLine(Backend backend) {
    var python = python();
    var election = java(backend, "java").election(path);
    assertThat(Bounded.get(python.elect(path, "python"))).startsWith(path);
    var campaign = election.campaignAsync();
    assertThat(onlooker.awaitInLine(path, 2)).hasSize(2);
    assertThat(election.leader()).contains("python");
    assertThat(election.contenders()).containsExactly("python", "java");
    assertThat(python.candidates(path)).containsExactly("python", "java");
    assertThat(campaign).isNotDone();

    python.resign(path);

    var leadership = Bounded.get(campaign);
    var again = python.elect(path, "python");
    assertThat(onlooker.awaitInLine(path, 2)).hasSize(2);
    assertThat(election.leader()).contains("java");
    assertThat(python.candidates(path)).containsExactly("java", "python");
    python.awaitWatch(path);
    assertThat(again).isNotDone();
    leadership.release();
    assertThat(Bounded.get(again)).startsWith(path);
    assertThat(election.leader()).contains("python");
  }

  @Test
  void allThreeLeadInTheOrderOfOneLine() {
    var python = python();
    var raw = java(Backend.RAW, "raw").election(path);
    var curator = java(Backend.CURATOR, "curator").election(path);
    var line = new MixedLine(onlooker, path);
    line.behind("raw", raw.campaignAsync().thenApply(leadership -> leadership::release));
    line.behind(
        "python", python.elect(path, "python").thenApply(node -> () -> python.resign(path)));
    line.behind("curator", curator.campaignAsync().thenApply(leadership -> leadership::release));
    line.behind("raw", raw.campaignAsync().thenApply(leadership -> leadership::release));

    line.passes(
        names -> {
          for (var java : List.of(raw, curator)) {
            assertThat(java.leader()).contains(names.get(0));
            assertThat(java.contenders()).isEqualTo(names);
          }
          assertThat(python.candidates(path)).isEqualTo(names);
        });
    assertThat(raw.leader()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aDeadPythonIsSucceededByJava(Backend backend) {
    var python = python(SHORT_SESSION);
    var election = java(backend, "java").election(path);
    assertThat(Bounded.get(python.elect(path, "python"))).startsWith(path);
    var campaign = election.campaignAsync();
    assertThat(onlooker.awaitInLine(path, 2)).hasSize(2);

    python.kill();

    assertThat(Bounded.get(campaign).isHeld()).isTrue();
    assertThat(server.isAlive(python.session())).isFalse();
    assertThat(election.leader()).contains("java");
  }

  @ParameterizedTest
  @EnumSource
  void aDeadJavaIsSucceededByPython(Backend backend) {
    var python = python();
    var java = mortalJava(backend, "java");
    var leadership = Bounded.get(java.client().election(path).campaignAsync());
    var elected = python.elect(path, "python");
    assertThat(onlooker.awaitInLine(path, 2)).hasSize(2);
    python.awaitWatch(path);
    assertThat(elected).isNotDone();

    java.expireByTime();

    assertThat(Bounded.get(elected)).startsWith(path);
    assertThat(leadership.state()).isEqualTo(HoldState.LOST);
    assertThat(python.candidates(path)).containsExactly("python");
  }
}
