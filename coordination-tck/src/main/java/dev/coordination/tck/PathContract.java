package dev.coordination.tck;

import static dev.coordination.tck.HoldRecipe.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.Hold;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** The rules PATH: which paths there are, and that each is a thing of its own. */
public abstract class PathContract extends TckTest {

  private static final List<String> ILLEGAL =
      List.of(
          "",
          "a",
          "a/b",
          "/",
          "//",
          "/a/",
          "//a",
          "/a//b",
          "/.",
          "/..",
          "/./a",
          "/a/.",
          "/a/../b",
          "/\u0000",
          "/a\u0001b",
          "/a/\u001f",
          "/\u007f",
          "/\u009f",
          "/\ud800",
          "/\udfff",
          "/\ud83d\ude00",
          "/\ue000",
          "/\uf8ff",
          "/\ufff0",
          "/\uffff");
  private static final List<String> RESERVED =
      List.of("/zookeeper", "/zookeeper/quota", "/zookeeper/a/b");
  private static final List<String> LEGAL =
      List.of(
          "/a",
          "/a/b",
          "/a/b/c/d/e/f",
          "/...",
          "/.a",
          "/a.",
          "/a/..b",
          "/ ",
          "/a b",
          "/a\u00a0b",
          "/\u00e9\u4e2d\u0644",
          "/\uf900\uffef",
          "/a%2Fb",
          "/a:b*?\"<>|\\",
          "/zookeepers",
          "/Zookeeper",
          "/a/zookeeper",
          "/0000000001");

  private static final List<BiFunction<CoordinationClient, String, Object>> FACTORIES =
      List.of(
          CoordinationClient::lock,
          CoordinationClient::election,
          CoordinationClient::counter,
          (client, path) -> client.counter(path, 1),
          CoordinationClient::withNamespace);

  /** For subclasses. */
  protected PathContract() {}

  @Rule({"PATH-01", "PATH-02"})
  @Test
  void factoriesRefuseIllegalPaths() {
    CoordinationClient client = connect("A").client();
    refusesAll(client);
    refusesAll(client.withIdentifier("view"));
  }

  @Rule({"PATH-01", "PATH-02"})
  @Requires(Capability.CUT_LINK)
  @Test
  void factoriesRefuseIllegalPathsWithoutALink() {
    Actor a = connect("A");
    a.cutLink();
    refusesAll(a.client());
    reaches(a, ConnectionState.SUSPENDED);
    refusesAll(a.client());
  }

  private static void refusesAll(CoordinationClient client) {
    for (BiFunction<CoordinationClient, String, Object> factory : FACTORIES) {
      for (List<String> paths : List.of(ILLEGAL, RESERVED)) {
        for (String path : paths) {
          assertThrows(
              IllegalArgumentException.class,
              () -> factory.apply(client, path),
              () -> "accepted: " + BackendReport.quote(path));
        }
      }
    }
  }

  @Rule("PATH-02")
  @Test
  void belowANamespaceTheReservedNameIsStillRefused() {
    CoordinationClient view = connect("A").client().withNamespace(harness().root());
    refusesAll(view);
  }

  @Rule({"PATH-01", "PATH-04"})
  @Test
  void everyLegalPathWorks() {
    Actor a = connect("A");
    CoordinationClient view = a.client().withNamespace(path("legal"));
    for (String path : LEGAL) {
      Hold hold = a.call("tries " + path, view.lock(path)::tryAcquire).orElseThrow();
      assertEquals(path, view.lock(path).path());
      assertEquals(path, view.election(path).path());
      assertEquals(path, view.counter(path).path());
      assertEquals(path, hold.path());
      a.release(hold);
      String below = path + "/counter";
      assertEquals(1, a.count("increments " + below, view.counter(below)::increment));
    }
  }

  @Rule("PATH-03")
  @Test
  void differentPathsAreDifferentLocks() {
    Actor a = connect("A");
    List<String> names =
        List.of(
            "a",
            "a/b",
            "a/b/c",
            "A",
            "a b",
            "a+b",
            "a%20b",
            "a-lock-0000000000",
            "alock",
            "a__lock__0000000000",
            "a__rlock__0000000001",
            "a_",
            "b",
            "\u00e9",
            "e\u0301",
            "1",
            "01");
    List<Line> lines = names.stream().map(name -> line(LOCK, path("paths") + "/" + name)).toList();
    List<Hold> holds = new ArrayList<>();
    for (Line line : lines) {
      holds.add(line.take(a));
    }
    lines.forEach(line -> assertEquals(List.of("A"), line.names(), line::path));
    for (int i = 0; i < lines.size(); i++) {
      lines.get(i).isHeld(holds.get(i));
    }
    a.release(holds.get(0));
    for (int i = 1; i < lines.size(); i++) {
      lines.get(i).isHeld(holds.get(i));
    }
    assertEquals(List.of(), lines.get(0).names());
  }

  @Rule("PATH-03")
  @Test
  void differentPathsAreDifferentCounters() {
    Actor a = connect("A");
    List<String> names =
        List.of("a", "a/b", "A", "a b", "a%20b", "\u00e9", "e\u0301", "a/b/c", "1");
    for (int i = 0; i < names.size(); i++) {
      DistributedCounter counter = a.client().counter(path("paths") + "/" + names.get(i));
      int value = i + 1;
      a.run("sets", () -> counter.reset(value));
    }
    for (int i = 0; i < names.size(); i++) {
      DistributedCounter counter = a.client().counter(path("paths") + "/" + names.get(i));
      assertEquals(i + 1, a.count("gets", counter::get), counter::path);
    }
  }

  @Rule("PATH-03")
  @Test
  void aLockAndACounterAboveAndBelowDoNotMeet() {
    Actor a = connect("A");
    Line line = line(LOCK, path("one"));
    DistributedCounter below = a.client().counter(path("one") + "/two");
    assertEquals(1, a.count("increments", below::increment));
    Hold hold = line.take(a);
    assertEquals(2, a.count("increments", below::increment));
    a.release(hold);
    assertEquals(3, a.count("increments", below::increment));
    line.isHeld(line.take(a));
  }

  @Rule("PATH-04")
  @Requires(Capability.DELETE_BY_HAND)
  @Test
  void aRecipeSurvivesTheRemovalOfItsUnusedPath() {
    Actor a = connect("A");
    Line line = line(LOCK, path("x") + "/y/z");
    DistributedCounter counter = a.client().counter(path("x") + "/n/m");
    for (int i = 0; i < 2; i++) {
      a.release(line.take(a));
      assertEquals(1, a.count("increments", counter::increment));
      store().deleteAll(path("x"));
    }
    assertEquals(0, a.count("gets", counter::get));
    assertEquals(List.of(), line.namesSeenBy(a));
  }
}
