package dev.coordination.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;
import static org.junit.platform.testkit.engine.EventConditions.abortedWithReason;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.test;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.coordination.tck.StoreInspector.Stake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;
import org.opentest4j.TestAbortedException;

/** What the kit makes of tests that pass, fail, throw, leave something behind or cannot run. */
class TckExtensionTest {

  private static final String REPORT = "coordination.tck.report";
  private static final String EVENTUALLY = "coordination.tck.eventually";
  private static final String RECIPES = "coordination.tck.recipes";
  private static final String SUBJECT = "coordination.tck.subject";

  @TempDir private Path directory;

  @BeforeEach
  void reportElsewhereAndSoon() {
    System.setProperty(REPORT, directory.toString());
    System.setProperty(EVENTUALLY, "200");
    System.setProperty(SUBJECT, "on");
  }

  @AfterEach
  void clearProperties() {
    List.of(REPORT, EVENTUALLY, RECIPES, SUBJECT).forEach(System::clearProperty);
  }

  /** The subject: one test for each fate. Not to be run but by the tests below. */
  @EnabledIfSystemProperty(named = SUBJECT, matches = "on")
  static class Subject extends TckTest {
    static final CountDownLatch END = new CountDownLatch(1);

    private final StubHarness stub = new StubHarness();

    @Override
    protected TckHarness newHarness() {
      return stub;
    }

    @Rule("LOCK-01")
    @Test
    void passes() {
      settle();
    }

    @Rule({"LOCK-07", "HOLD-02"})
    @Test
    void fails() {
      Assertions.assertEquals(1, 2, "one | is\n<two>");
    }

    @Rule("LOCK-08")
    @Test
    void throwsSomething() {
      throw new UnsupportedOperationException("not yet");
    }

    @Rule("LOCK-09")
    @Test
    void breaksAnotherRule() {
      granted("A", 41);
      throw new AssertionError("in a round", caught(() -> granted("B", 42)));
    }

    @Rule("LOCK-09")
    @Test
    void breaksAnotherRuleUnseen() {
      granted("A", 41);
      caught(() -> granted("B", 42));
    }

    private void granted(String who, long token) {
      var unused =
          stage()
              .monitor("/x", HoldRecipe.LOCK)
              .granted(who, Stake.EXCLUSIVE, new ScriptedHold(who, token));
    }

    private static Throwable caught(Runnable action) {
      return Assertions.assertThrows(RuleFailure.class, action::run);
    }

    @Rule("LOCK-10")
    @Test
    void leavesAnEntry() {
      stub.residue = List.of("/x/contender");
    }

    @Rule("LOCK-11")
    @Test
    void leavesAThread() {
      Thread left = new Thread(Subject::waitForTheEnd, "forgotten");
      left.setDaemon(true);
      left.start();
    }

    @Rule("LOCK-11")
    @Test
    void letsAThreadDie() throws InterruptedException {
      Thread dying =
          new Thread(
              () -> {
                throw new IllegalStateException("of this");
              },
              "dying");
      dying.start();
      dying.join();
    }

    private static void waitForTheEnd() {
      try {
        END.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Rule("LOCK-12")
    @Requires({Capability.FREEZE, Capability.KILL})
    @Test
    void needsWhatIsMissing() {
      throw new AssertionError("must not be run");
    }

    @Rule("ELECT-01")
    @Test
    void usesWhatItDoesNotDeclare() {
      connect("A").cutLink();
    }

    @Rule("ELECT-02")
    @Test
    void waitsInVain() {
      eventually(() -> "nothing happened", () -> false);
    }

    @Rule("ELECT-03")
    @EveryHold(except = HoldRecipe.SEMAPHORE)
    void everyHold(HoldRecipe recipe) {
      Assertions.assertNotEquals(HoldRecipe.SEMAPHORE, recipe);
    }
  }

  private static Events run(String method) {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Subject.class, method))
        .execute()
        .testEvents();
  }

  private static Events runEveryHold() {
    return EngineTestKit.engine("junit-jupiter")
        .selectors(selectMethod(Subject.class, "everyHold", HoldRecipe.class))
        .execute()
        .testEvents();
  }

  private static void failsWith(String method, String text) {
    run(method)
        .assertThatEvents()
        .haveExactly(
            1,
            event(test(method), finishedWithFailure(instanceOf(RuleFailure.class), message(text))));
  }

  @Test
  void namesTheRulesOfAFailure() {
    failsWith(
        "fails",
        "[LOCK-07, HOLD-02] one | is\n<two> ==> expected: <1> but was: <2>;"
            + " see contract.md#lock-07, contract.md#hold-02");
  }

  @Test
  void namesTheRuleOfAnException() {
    failsWith(
        "throwsSomething",
        "[LOCK-08] java.lang.UnsupportedOperationException: not yet; see contract.md#lock-08");
  }

  @Test
  void keepsTheRuleThatAJudgeNamed() {
    failsWith("breaksAnotherRule", "[LOCK-01] in a round; see contract.md#lock-01");
    failsWith(
        "breaksAnotherRuleUnseen",
        "[LOCK-01] B acquired /x (token 42) while A's hold (token 41) was HELD;"
            + " see contract.md#lock-01");
  }

  @Test
  void findsWhatIsLeft() {
    run("leavesAnEntry")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("leavesAnEntry"),
                finishedWithFailure(
                    message(m -> m.startsWith("[WAIT-03] left in the store: [/x/contender]")))));
  }

  @Test
  void findsThreads() {
    failsWith(
        "leavesAThread",
        "[CLIENT-07] threads left after every client was closed: [forgotten];"
            + " see contract.md#client-07");
    failsWith(
        "letsAThreadDie",
        "[CLIENT-11] threads died of exceptions:"
            + " [dying: java.lang.IllegalStateException: of this]; see contract.md#client-11");
  }

  @Test
  void abortsWhatCannotBeRun() {
    run("needsWhatIsMissing")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("needsWhatIsMissing"),
                abortedWithReason(
                    instanceOf(TestAbortedException.class),
                    message("stub | <1> lacks [FREEZE, KILL]"))));
  }

  @Test
  void refusesUndeclaredFaults() {
    run("usesWhatItDoesNotDeclare")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("usesWhatItDoesNotDeclare"),
                finishedWithFailure(message(m -> m.contains("lacks @Requires(CUT_LINK)")))));
  }

  @Test
  void boundsEveryWait() {
    run("waitsInVain")
        .assertThatEvents()
        .haveExactly(
            1,
            event(
                test("waitsInVain"),
                finishedWithFailure(
                    message(m -> m.startsWith("[ELECT-02] nothing happened (wit")))));
  }

  @Test
  void everyHoldStandsForTheRecipesThatAreChosen() {
    runEveryHold()
        .assertStatistics(stats -> stats.succeeded(HoldRecipe.values().length - 1).failed(0));
    System.setProperty(RECIPES, "LOCK,SEMAPHORE,ELECTION");
    runEveryHold().assertStatistics(stats -> stats.succeeded(2).failed(0));
    assertThat(HoldRecipe.chosen(false)).hasSize(3);
    System.setProperty(RECIPES, "every");
    assertThat(HoldRecipe.chosen(false)).containsExactly(HoldRecipe.values());
    System.clearProperty(RECIPES);
    assertThat(HoldRecipe.chosen(false)).containsExactly(HoldRecipe.LOCK, HoldRecipe.SEMAPHORE);
  }

  @Test
  void writesTheReport() throws IOException {
    var unused =
        EngineTestKit.engine("junit-jupiter").selectors(selectClass(Subject.class)).execute();
    assertThat(directory).isDirectoryContaining("glob:**/stub____1_.md");
    assertThat(Files.readString(directory.resolve("stub____1_.md")))
        .contains("# Conformance of stub | <1>")
        .contains("| LOCK-01 | **failed** | 1, 2, 0 | ")
        .contains(
            "| LOCK-07 | **failed** | 0, 1, 0 | Subject.fails: [LOCK-07, HOLD-02] one \\| is<br>&lt;two>")
        .contains(
            "| LOCK-12 | aborted | 0, 0, 1 | Subject.needsWhatIsMissing: stub \\| &lt;1> lacks [FREEZE, KILL] |")
        .contains("| ELECT-03 | passed | " + (HoldRecipe.values().length - 1) + ", 0, 0 |  |")
        .contains("| WAIT-03 | **failed** | 0, 1, 0 |");
    assertThat(Files.readString(directory.resolve("stub____1_.json")))
        .startsWith("{\n  \"backend\": \"stub | <1>\",\n")
        .contains("{\"rule\": \"LOCK-12\", \"outcome\": \"ABORTED\"")
        .contains("\"reason\": \"[LOCK-07, HOLD-02] one | is\\n<two> ==> ");
  }
}
