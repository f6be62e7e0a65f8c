package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.ELECTION;
import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.Hold;
import dev.coordination.LeaderElection;
import dev.coordination.Leadership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * The rules ELECT: what an election adds to a lock, namely a body, a withdrawal and an audience.
 */
public abstract class ElectionContract extends TermRules {

  /** For subclasses. */
  protected ElectionContract() {}

  @Rule({"ELECT-01", "ELECT-02", "HOLD-09"})
  @Test
  void lockAndElectionAreOneLine() {
    Line lock = line(LOCK);
    Line election = line(ELECTION);
    Actor a = connect("A");
    List<Hold> grants = new ArrayList<>();
    grants.add(lock.acquire(a));
    Call<Hold> candidate = election.enqueue(connect("B"));
    Call<Hold> waiter = lock.enqueue(connect("C"));
    Call<Hold> second = election.enqueue(connect("D"));
    assertEquals(List.of("A", "B", "C", "D"), election.namesSeenBy(a));
    for (Call<Hold> next : List.of(candidate, waiter, second)) {
      grants.get(grants.size() - 1).releaseAsync();
      grants.add(lock.granted(next));
      lock.isHeld(grants.get(grants.size() - 1));
    }
    for (int i = 1; i < grants.size(); i++) {
      assertTrue(grants.get(i).fencingToken() > grants.get(i - 1).fencingToken());
    }
  }

  // ---- cancel

  @Rule({"ELECT-09", "WAIT-03", "WAIT-08"})
  @Test
  void cancelWithdrawsWhatIsPending() {
    Line line = line(ELECTION);
    Actor a = connect("A");
    Actor b = connect("B");
    LeaderElection one = election(b);
    LeaderElection other = election(b);
    Leadership leader = a.call("campaigns", election(a)::campaign);
    line.report(a, leader);
    List<Call<?>> pending = new ArrayList<>();
    pending.add(b.start("campaigns", one::campaign));
    line.becomes("A", "B");
    pending.add(b.start("tries to campaign", () -> one.tryCampaign(harness().sessionTimeout())));
    line.becomes("A", "B", "B");
    pending.add(b.start("runs", () -> one.run(leadership -> "led")));
    line.becomes("A", "B", "B", "B");
    CompletableFuture<Leadership> future = one.campaignAsync();
    line.becomes("A", "B", "B", "B", "B");
    Call<Leadership> kept = b.start("campaigns elsewhere", other::campaign);
    line.becomes("A", "B", "B", "B", "B", "B");
    long place = line.tokenAt(5);
    b.run("cancels", one::cancel);
    for (Call<?> call : pending) {
      assertInstanceOf(CancellationException.class, b.failure(call), call::toString);
    }
    eventually(() -> "the future was not cancelled", future::isDone);
    assertInstanceOf(CancellationException.class, future.handle((v, failure) -> failure).join());
    line.becomes("A", "B");
    line.waits(kept);
    line.isHeld(leader);
    a.release(leader);
    Leadership next = line.report(b, await(kept));
    assertEquals(place, next.fencingToken());
    b.run("cancels", other::cancel);
    line.isHeld(next);
  }

  @Rule("ELECT-10")
  @Test
  void cancelIsNotSticky() {
    Line line = line(ELECTION);
    Hold leader = line.acquire(connect("A"));
    Actor b = connect("B");
    LeaderElection election = election(b);
    b.run("cancels nothing", election::cancel);
    Call<Leadership> first = b.start("campaigns", election::campaign);
    line.becomes("A", "B");
    line.waits(first);
    b.run("cancels", election::cancel);
    assertInstanceOf(CancellationException.class, b.failure(first));
    Call<Leadership> second = b.start("campaigns again", election::campaign);
    line.becomes("A", "B");
    line.waits(second);
    leader.releaseAsync();
    line.isHeld(line.report(b, await(second)));
  }

  /** In kazoo such a run returns at once, without ever having led. */
  @Rule({"ELECT-10", "ELECT-03"})
  @Test
  void aRunAfterACancelLeads() {
    Line line = line(ELECTION);
    Hold leader = line.acquire(connect("A"));
    Actor b = connect("B");
    LeaderElection election = election(b);
    b.run("cancels nothing", election::cancel);
    Call<String> run = b.start("runs", () -> election.run(leadership -> "led"));
    line.becomes("A", "B");
    line.waits(run);
    leader.releaseAsync();
    assertEquals("led", await(run));
  }

  // ---- the audience

  @Rule("ELECT-11")
  @Test
  void theLeaderIsTheFirstContender() {
    Line line = line(ELECTION);
    Actor a = connect("A");
    assertEquals(Optional.empty(), a.call("asks", election(a)::leader));
    Hold hold = line.acquire(a);
    assertEquals(Optional.of("A"), a.call("asks", election(a)::leader));
    Actor b = connect("B");
    Call<Hold> waiting = line.enqueue(b);
    assertEquals(Optional.of("A"), b.call("asks", election(b)::leader));
    assertEquals(List.of("A", "B"), line.namesSeenBy(b));
    assertEquals(List.of("A", "B"), line.names(), "asking is not taking part");
    a.release(hold);
    assertNotEquals(Optional.of("A"), a.call("asks", election(a)::leader), "own release");
    Hold next = line.granted(waiting);
    assertEquals(Optional.of("B"), b.call("asks", election(b)::leader));
    b.release(next);
    assertEquals(Optional.empty(), b.call("asks", election(b)::leader));
  }

  @Rule("ELECT-12")
  @Test
  void theAudienceSeesLeadersInOrder() {
    Line line = line(ELECTION);
    Actor audience = connect("audience");
    Recorder<Optional<String>> told = new Recorder<>();
    var registration = election(audience).onLeaderChange(Runnable::run, told);
    eventually(told::toString, () -> told.endsWith(Optional.empty()));
    Hold leader = line.acquire(connect("L0"));
    eventually(told::toString, () -> told.endsWith(Optional.of("L0")));
    for (int i = 1; i <= 5; i++) {
      Call<Hold> next = line.enqueue(connect("L" + i));
      leader.releaseAsync();
      leader = line.granted(next);
    }
    eventually(told::toString, () -> told.endsWith(Optional.of("L5")));
    leader.releaseAsync();
    eventually(told::toString, () -> told.endsWith(Optional.empty()));
    List<String> leaders = told.told().stream().flatMap(Optional::stream).toList();
    assertEquals(leaders.stream().distinct().sorted().toList(), leaders, "in the order of terms");
    registration.close();
    line.acquire(connect("L6"));
    never(told::toString, () -> told.wasTold(Optional.of("L6")));
  }

  @Rule("ELECT-12")
  @Requires({Capability.CUT_LINK, Capability.EXPIRE_NOW})
  @Test
  void theAudienceSurvivesLinkAndSession() {
    Line line = line(ELECTION);
    Actor audience = connect("audience");
    Recorder<Optional<String>> told = new Recorder<>();
    var registration = election(audience).onLeaderChange(Runnable::run, told);
    Actor a = connect("A");
    Hold leader = line.acquire(a);
    eventually(told::toString, () -> told.endsWith(Optional.of("A")));
    audience.cutLink();
    Call<Hold> next = line.enqueue(connect("B"));
    a.release(leader);
    Hold second = line.granted(next);
    audience.restoreLink();
    eventually(told::toString, () -> told.endsWith(Optional.of("B")));
    audience.expireNow();
    Call<Hold> last = line.enqueue(connect("C"));
    second.releaseAsync();
    line.isHeld(line.granted(last));
    eventually(told::toString, () -> told.endsWith(Optional.of("C")));
    assertEquals(1, told.times(Optional.of("A")), told::toString);
    assertEquals(List.of("C"), line.names());
    registration.close();
  }
}
