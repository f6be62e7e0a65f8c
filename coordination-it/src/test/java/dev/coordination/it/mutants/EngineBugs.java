package dev.coordination.it.mutants;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of the ZooKeeper engine, run on the simulated ZooKeeper. */
final class EngineBugs {

  private EngineBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(LINE, HOLDS, SESSIONS, COUNTERS).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> LINE =
      List.of(
          bug(
              "no more than two ahead are known",
              "LOCK-04",
              "optimised away: whoever is not watched is forgotten",
              in("ContendersAhead", "moreAhead = ahead.size() > nearest;", "moreAhead = false;")),
          bug(
              "any departure ahead is one's turn",
              "LOCK-01",
              "watching the predecessor without listing again",
              in(
                  "ContendersAhead",
                  "if (moreAhead) { list(); } else if (watched.isEmpty()) { owner.first(); }",
                  "owner.first();")),
          bug(
              "back to the tail with each slice of the wait",
              "LOCK-04",
              "Spring Integration",
              in(
                  "Contender",
                  "place.enter();",
                  """
                  Place slice = place;
                  slice.enter();
                  engine.schedule(
                      java.time.Duration.ofMillis(20),
                      () -> {
                        if (patient && place == slice && !acquisition.isSettled()) {
                          var unused = slice.leave();
                          contend();
                        }
                      });
                  """)),
          slow(
              "the watch comes after the list, unchecked",
              "LOCK-09",
              "CURATOR-527: a lost wake-up",
              in(
                  "ContendersAhead",
                  "} else if (stat != null && stat.isEmpty()) { departed(entry); }",
                  "}")),
          bug(
              "one's own node is not watched",
              "WAIT-06",
              "the departure of those ahead makes a deleted node first",
              in("ContendersAhead", "place.watchOwnNode(); ahead.subList(", "ahead.subList(")),
          bug(
              "a create is repeated without looking",
              "SESSION-06",
              "ZOOKEEPER-1262, CURATOR-45: an orphan ahead of oneself",
              in(
                  "PlaceInLine",
                  "if (stage == Stage.UNRESOLVED) { resolve(); }",
                  "if (stage == Stage.UNRESOLVED) { stage = Stage.CREATING; sendBracket(); }")),
          bug(
              "one id for all contenders of a client",
              "HOLD-13",
              "clean-up by the client's id removes its other waits",
              in(
                  "EngineClient",
                  "return ids.get();",
                  "return \"%032x\".formatted(System.identityHashCode(this));")),
          bug(
              "a timed-out waiter leaves its contender",
              "WAIT-03",
              "CURATOR-79, CURATOR-462, zk-ruby#49",
              in(
                  "Contender",
                  "if (place != null && hold == null) { var unused = place.leave(); }",
                  "if (!patient && place != null) { var unused = place.leave(); }")),
          bug(
              "numbers past 2^31 are compared all the same",
              "LOCK-12",
              "negative numbers are smaller than those before them",
              in(
                  "ContendersAhead",
                  "line.stream().anyMatch(Entry::isExhausted) || own.isEmpty()",
                  "own.isEmpty()")),
          bug(
              "whatever ends in digits is a contender",
              "ERR-06",
              "foreign nodes that block a lock",
              in(
                  "Layout",
                  "Pattern.compile(\"(\" + suffixes + \")\" + NUMBER + \"$\");",
                  "Pattern.compile(\"()\" + NUMBER + \"$\");")),
          bug(
              "a try waits for the link",
              "TIME-05",
              "the caller of tryAcquire sits through an outage",
              in("Contender", "if (patient || engine.isConnected()) {", "if (true) {")),
          bug(
              "a timed wait does not end",
              "TIME-01",
              "the timeout is not armed",
              in("Line", "contender.acquisition().refuseAt(deadline, engine.scheduler());", "")));

  private static final List<PlantedBug> HOLDS =
      List.of(
          bug(
              "held for one session timeout more",
              "HOLD-02",
              "CURATOR-206: valid after the deadline",
              in(
                  "ValidityDeadline",
                  "return over ? 0 : deadline - clock.nanoTime();",
                  "return over ? 0 : deadline + timeout - clock.nanoTime();")),
          bug(
              "the client's deadline is after the store's",
              "LOCK-07",
              "the drift has the wrong sign",
              in(
                  "ValidityDeadline",
                  "deadline = base + timeout - drift;",
                  "deadline = base + timeout + 10 * drift;")),
          bug(
              "no heartbeat",
              "HOLD-05",
              "a deadline that nothing renews",
              in("Heartbeat", "if (session.isConnected()) { check(); }", "")),
          bug(
              "a hold deleted by hand is believed for ever",
              "HOLD-08",
              "neither watched nor checked",
              in("Heartbeat", "inTurn.forEach(Guarded::watchOwnNode);", ""),
              in("Heartbeat", "nodes.get(failure.index()).ownNodeGone(); check();", "")),
          bug(
              "no warning when the link is down",
              "HOLD-04",
              "SUSPECT left out",
              in("ValidityDeadline", "void suspend() { suspended = true; }", "void suspend() {}")),
          bug(
              "a blip ends every hold",
              "SESSION-04",
              "any disconnection taken for the end of the session",
              in("LiveSession", "validity.suspend();", "validity.end();")),
          bug(
              "the deadline is noticed when somebody asks",
              "HOLD-17",
              "no timer for it",
              in("Heartbeat", "held.add(guarded); armDeadline();", "held.add(guarded);"),
              in("Heartbeat", "checkDeadline(); schedule();", "schedule();")),
          bug(
              "a release removes whoever is first",
              "HOLD-13",
              "Pulsar, ShedLock: unlocking for the successor",
              in(
                  "Contender",
                  "return held.leave();",
                  """
                  engine.whenConnected(
                      now ->
                          now.on(
                              now.reads().getChildren(path, null),
                              (children, failure) ->
                                  engine.layout().line(children.names()).stream()
                                      .findFirst()
                                      .ifPresent(
                                          first -> now.janitor().remove(path + "/" + first.name()))),
                      () -> false);
                  return held.leave();
                  """)),
          bug(
              "the janitor does not come back",
              "HOLD-14",
              "what was released without a link stays",
              in("Janitor", "List.copyOf(due.keySet()).forEach(this::delete);", "")),
          slow(
              "the janitor forgets what it never saw",
              "WAIT-03",
              "CURATOR-335 and its kin: creates of unknown outcome",
              in(
                  "Janitor",
                  "Map.copyOf(unresolved).forEach((id, parent) -> resolve(parent, id));",
                  "")),
          bug(
              "a deletion is sent once",
              "HOLD-15",
              "a release that depends on one message",
              in(
                  "Janitor",
                  "return; // sent again after reconnection",
                  "due.remove(node); return;")));

  private static final List<PlantedBug> SESSIONS =
      List.of(
          bug(
              "granted when its session is gone",
              "SESSION-03",
              "etcd#11456, etcd#16221: the end of one's own entry read as one's turn",
              in(
                  "Contender",
                  "public void ended() { removed(); }",
                  """
                  public void ended() {
                    if (place != null && hold == null) {
                      grant(place);
                    } else {
                      removed();
                    }
                  }
                  """)),
          bug(
              "a wait ends with its session, in silence",
              "SESSION-02",
              "nobody enters again",
              in("PlaceInLine", "if (depart()) { owner.ended(); }", "depart();")),
          bug(
              "a lost hold is acquired again in silence",
              "SESSION-01",
              "the candidate's recipe re-enters by itself",
              in(
                  "Contender",
                  "if (hold != null) { hold.lose(); } else { contend(); }",
                  "if (hold != null) { hold.lose(); engine.run(this::contend); } else { contend();"
                      + " }"),
              in(
                  "Contender",
                  "if (!acquisition.isSettled()) {",
                  "if (hold != null || !acquisition.isSettled()) {")),
          bug(
              "a new session is taken for a reconnection",
              "HOLD-08",
              "CURATOR-367: still valid although the session changed",
              in("LiveSession", "validity.end();", ""),
              in(
                  "Contender",
                  "public void ended() { removed(); }",
                  "public void ended() { if (hold == null) { removed(); } }")),
          bug(
              "a blip costs the place in line",
              "SESSION-05",
              "a new node after every reconnection",
              in(
                  "Contender",
                  "if (atHead && proofNeeded) { first(); }",
                  """
                  if (place != null && hold == null) {
                    var unused = place.leave();
                    contend();
                  }
                  """)),
          bug(
              "a change of session looks like a blip",
              "SESSION-08",
              "LOST is not told",
              in("EngineClient", "connection.publish(() -> ConnectionState.LOST);", "")),
          bug(
              "the audience leaves with its session",
              "ELECT-12",
              "a watch that is set once",
              in("PathFollower", "leaveSession(); seekSession();", "leaveSession();")));

  private static final List<PlantedBug> COUNTERS =
      List.of(
          bug(
              "an increment is sent again when its reply is lost",
              "COUNTER-03",
              "Curator's and everybody's: adds twice",
              in(
                  "CounterSender",
                  "if (write != null && write.unresolved) { resolve(write); }",
                  "if (write != null && write.unresolved) { again(write, null); }")),
          bug(
              "an increment without a reply is taken for made",
              "COUNTER-03",
              "a lost request is a lost update",
              in(
                  "CounterSender",
                  "switch (told ? mark.judge(unknown.number(), data)"
                      + " : Mark.Verdict.UNKNOWN) {",
                  "switch (Mark.Verdict.APPLIED) {")),
          bug(
              "an increment is sent again in the next session",
              "ERR-05",
              "an unknown outcome guessed",
              in("CounterWriter", "if (over != null && over.sent) {", "if (false) {")),
          bug(
              "a version is taken for a state",
              "COUNTER-12",
              "compare-and-set on a version that begins again with the node",
              in("CounterWrite", "new Op.Check(marks, epoch);", "new Op.Check(marks, -1);")),
          slow(
              "close ends a write under way as if it had not been sent",
              "COUNTER-03",
              "applied, and told otherwise",
              in(
                  "CounterUpdate",
                  "if (!abandon(pending, Scope.closedException())) {",
                  "fail(Scope.closedException());"
                      + " if (!abandon(pending, Scope.closedException())) {")),
          bug(
              "overflow wraps",
              "COUNTER-05",
              "two's complement",
              in("EngineCounter", "Math.addExact(value, amount)", "value + amount")),
          bug(
              "foreign content is overwritten",
              "COUNTER-09",
              "what is not a number counts as none",
              in("CounterValue", "if (malformed != null) {", "if (false) {")),
          bug(
              "a counter's call waits for ever",
              "TIME-06",
              "no operation timeout",
              in(
                  "EngineClient",
                  "scheduler().schedule(operationTimeout,"
                      + " () -> future.completeExceptionally(late.get()));",
                  "() -> {};")),
          bug(
              "the mark of a later session stays",
              "COUNTER-10",
              "this engine's own: the timer remembered its session",
              in(
                  "CounterWriter",
                  "discard(); // also a mark made in a later session",
                  "if (session == current) discard(); //")));

  private static PlantedBug bug(String name, String rule, String origin, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, Backend.ENGINE, List.of(edits));
  }

  /** A bug that shows when messages cross. */
  private static PlantedBug slow(String name, String rule, String origin, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, Backend.SLOW_ENGINE, List.of(edits));
  }

  /** An edit of the engine. */
  private static SourceEdit in(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-zk-engine",
        "dev.coordination.zookeeper.engine." + type,
        snippet,
        replacement);
  }
}
