package dev.coordination.it.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.Hold;
import dev.coordination.it.Backend;
import dev.coordination.it.Bounded;
import dev.coordination.it.servers.Ensemble;
import dev.coordination.it.servers.ServerProcess;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Clients of both backends on three servers that use every recipe all the time, while servers are
 * killed, the one that leads among them, and clients change from one to the other. Nobody hangs,
 * nothing is granted, counted or delivered twice, and a hold outlives all of it.
 */
class EnsembleTest {

  @Test
  void recipesGoOnWhileServersComeAndGo() throws InterruptedException {
    try (Ensemble ensemble = new Ensemble();
        RoamingClient a = new RoamingClient(ensemble, Backend.RAW, "a");
        RoamingClient b = new RoamingClient(ensemble, Backend.CURATOR, "b");
        RoamingClient c = new RoamingClient(ensemble, Backend.RAW, "c")) {
      Hold kept = a.client().lock("/kept").acquire();
      Future<Hold> waiting = b.client().lock("/kept").acquireAsync();
      Work work = new Work();
      List.of(a, b, c).forEach(one -> work.start(one.client()));
      work.awaitProgress("the beginning");

      List.of(a, b, c).forEach(RoamingClient::move);
      work.awaitProgress("a move");

      int follower = (ensemble.leader() + 1) % 3;
      restart(ensemble.members().get(follower), work);
      a.moveTo(follower);
      work.awaitProgress("a move to the follower that came back");

      int leader = ensemble.leader();
      restart(ensemble.members().get(leader), work);
      assertThat(ensemble.leader()).isNotEqualTo(leader);
      List.of(b, c).forEach(one -> one.moveTo(leader));
      work.awaitProgress("a move to the old leader");

      assertThat(kept.isHeld()).isTrue();
      assertThat(waiting.isDone()).isFalse();
      kept.release();
      Hold next = Bounded.get(waiting);
      assertThat(next.fencingToken()).isGreaterThan(kept.fencingToken());
      work.endAndCheck(a.client());
    }
  }

  /** The others go on without it. */
  private static void restart(ServerProcess server, Work work) throws InterruptedException {
    server.kill();
    work.awaitProgress("the death of a server");
    server.startAgain();
    work.awaitProgress("the return of a server");
  }
}
