package dev.coordination.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coordination.ClaimedItem;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The rules LQUEUE where kazoo's locking queue is known to hang or to repeat itself. */
abstract class ClaimFaultRules extends ClaimRules {

  /** In kazoo a watch that was lost with the link is not set again. */
  @Rule("LQUEUE-09")
  @Requires(Capability.CUT_LINK)
  @Test
  void aTakerIsWokenByWhatIsPutAfterItsLinkIsBack() {
    Actor b = connect("B");
    Call<ClaimedItem<String>> wait = enqueue(b);
    blip(b);
    waits(wait);
    put(connect("A"), "one");
    isHeld(await(wait), "one");
  }

  /** In kazoo consuming it fails from then on, and the queue goes on serving it. */
  @Rule({"LQUEUE-06", "LQUEUE-05", "LQUEUE-01"})
  @Requires({Capability.LOSE_REPLY, Capability.LOSE_REQUEST})
  @Test
  void whatWasConsumedWithALostMessageIsNotServedAgain() {
    Actor a = connect("A");
    for (Consumer<Actor> fault :
        List.<Consumer<Actor>>of(x -> x.loseReplyOfWrite(1), x -> x.loseWrite(1))) {
      put(a, "one");
      put(a, "two");
      ClaimedItem<String> claim = take(a);
      isHeld(claim, "one");
      fault.accept(a);
      a.run("consumes", claim::consume);
      a.run("consumes again", claim::consume);
      ClaimedItem<String> next = take(a);
      isHeld(next, "two");
      a.run("consumes", next::consume);
      assertTrue(poll(a).isEmpty());
      assertEquals(List.of(), storedTexts());
    }
  }
}
