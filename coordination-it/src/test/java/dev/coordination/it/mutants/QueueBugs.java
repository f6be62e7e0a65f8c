package dev.coordination.it.mutants;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of queues and locking queues, in what all backends share, in memory and in the engine. */
final class QueueBugs {

  private QueueBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(ITEMS, TAKES, CLAIMS, LOOPS, ENGINE, ENGINE_CLAIMS)
        .flatMap(List::stream)
        .toList();
  }

  private static final List<PlantedBug> ITEMS =
      List.of(
          bug(
              "a put is sent again when its reply is lost",
              "QUEUE-02",
              "CURATOR-56, kazoo's Queue when its caller retries",
              memory(
                  "Wishes",
                  "if (connection.session().lastWrite != call && !sendAnew(call)) {",
                  "if (!sendAnew(call)) {")),
          bug(
              "the last to come is the first to be served",
              "QUEUE-03",
              "a stack",
              memory(
                  "Items",
                  "digits(number, TEN_DIGITS)",
                  "digits(9_999_999_999L - number, TEN_DIGITS)")),
          bug(
              "priorities sort as texts",
              "QUEUE-03",
              "numbers without leading zeros",
              memory("Items", "digits(priority, THREE_DIGITS)", "priority")),
          bug(
              "a batch is put item by item",
              "QUEUE-06",
              "kazoo's Queue has no batch, so everybody writes this loop",
              support(
                  "AbstractItemQueue",
                  "Await.uninterruptibly(send(payloads, priority))",
                  "payloads.stream().map(one -> Await.uninterruptibly("
                      + "send(List.of(one), priority)).get(0)).toList()")),
          bug(
              "any number is a priority",
              "QUEUE-13",
              "1000 has four digits, and sorts before 101",
              support(
                  "AbstractItemQueue",
                  "if (priority < 0 || priority > DistributedQueue.LOWEST_PRIORITY) {",
                  "if (priority < 0) {")),
          bug(
              "an item is as large as one likes",
              "QUEUE-13",
              "it works until there is a server",
              memory("StoreLimits", "if (size > LARGEST_STEP) {", "if (size < 0) {")));

  private static final List<PlantedBug> TAKES =
      List.of(
          bug(
              "a put wakes one client, be it dead",
              "QUEUE-08",
              "a lost wake-up",
              memory(
                  "Queues",
                  "List.copyOf(takers.getOrDefault(place, Set.of())).forEach(Takers::look);",
                  "takers.getOrDefault(place, Set.of()).stream().limit(1).toList()"
                      + ".forEach(Takers::look);")),
          bug(
              "who gave up removes what comes for him",
              "QUEUE-09",
              "a take that removes after its caller has gone",
              support(
                  "AbstractDistributedQueue",
                  "Searches.withdraw(search); throw e;",
                  "var unused = search.thenAccept(found -> found.ifPresent(FoundItem::remove));"
                      + " throw e;")),
          bug(
              "what was removed for a cancelled future is nobody's",
              "QUEUE-11",
              "the future has its value, and nobody looks",
              support("AsyncTaking", "item.passOn();", "")),
          bug(
              "what nobody took goes with its client",
              "QUEUE-11",
              "the client's memory is no store",
              memory("Takers", "space.queues().put(place, items);", "items.size();")),
          bug(
              "an item is removed before it is decoded",
              "QUEUE-12",
              "kazoo's Queue answers None for what it cannot read, and has consumed it",
              support(
                  "Taking",
                  """
                  T value = decode(item, codec);
                  return Await.uninterruptibly(remove(item, scope))
                      ? Optional.of(value)
                      : Optional.empty();
                  """,
                  """
                  return Await.uninterruptibly(remove(item, scope))
                      ? Optional.of(decode(item, codec))
                      : Optional.empty();
                  """)));

  private static final List<PlantedBug> CLAIMS =
      List.of(
          bug(
              "a claimed item is there for others",
              "LQUEUE-01",
              "the claim is a note that nobody reads",
              memory("Queues", "at(place).claim(item);", "")),
          bug(
              "the token is the item's number",
              "LQUEUE-03",
              "the same for every claimant",
              memory(
                  "ClaimLine",
                  "waiting.token = space.nextToken();",
                  "waiting.token = Long.parseLong(item.id().substring(10));")),
          bug(
              "a released item goes to the end",
              "LQUEUE-04",
              "Curator's DistributedQueue: REQUEUE makes a new node",
              memory(
                  "ClaimLine",
                  "space.queues().unclaim(place(), item);",
                  """
                  if (space.queues().at(place()).contains(item.id())) {
                    space.queues().remove(place(), item.id());
                    var items = java.util.List.of(item.payload());
                    space.queues().put(place(), space.queues().arrivals(items, item.priority()));
                  }
                  """)),
          bug(
              "the dead keep their items",
              "LQUEUE-04",
              "kazoo before 2.6: nodes left in taken",
              memory("ClaimLine", "space.queues().unclaim(place(), item);", "")),
          bug(
              "an item is removed whoever has claimed it",
              "LQUEUE-05",
              "kazoo's LockingQueue: check, then delete",
              support("AbstractClaimedItem", "if (over) {", "if (false) {"),
              memory("MemoryClaim", "if (!contender.standing) {", "if (false) {")),
          bug(
              "to consume is to lose the claim",
              "LQUEUE-05",
              "the node is gone, says the watch",
              support(
                  "AbstractClaimedItem",
                  "endWithoutRemoval(() -> begun.complete(null)); return;",
                  "lose(); begun.complete(null); return;")),
          bug(
              "what was consumed is gone, and that is an error",
              "LQUEUE-06",
              "kazoo's LockingQueue: NoNodeError for ever",
              support(
                  "AbstractClaimedItem",
                  "if (earlier != null && !earlier.isCompletedExceptionally()) { return earlier; }",
                  "")),
          bug(
              "who gave up is served",
              "LQUEUE-08",
              "an item both claimed and nobody's",
              memory("MemoryClient", "acquisition.whenUngranted(() -> leave(candidate));", "")),
          bug(
              "an item is decoded to be claimed",
              "LQUEUE-10",
              "what cannot be read stops the queue",
              support(
                  "AbstractClaimedItem",
                  "this.codec = codec;",
                  "this.codec = codec; var unused = codec.decode(payload.clone());")));

  private static final List<PlantedBug> LOOPS =
      List.of(
          bug(
              "an error of the handler keeps its item",
              "LQUEUE-11",
              "released only where the end is reached",
              support(
                  "ConsumeLoop",
                  "try (item) { handle(item); } finally {",
                  "try { handle(item); item.release(); } finally {")),
          bug(
              "what the handler throws ends the loop",
              "LQUEUE-12",
              "one item that nobody can handle, and nobody handles anything",
              support(
                  "ConsumeLoop",
                  "log.warn(\"Not handled: {} of {}\", item.id(), item.path(), e);",
                  "if (e instanceof IllegalArgumentException bad) { throw bad; }")),
          bug(
              "every pause is as long as the first",
              "LQUEUE-12",
              "a poison item is tried every second, for ever",
              support(
                  "ConsumeLoop",
                  "pause = Collections.min(List.of(pause.multipliedBy(2), LONGEST_PAUSE));",
                  "")),
          bug(
              "what the error handler throws ends the loop",
              "LQUEUE-13",
              "only exceptions are expected",
              support(
                  "ConsumeLoop",
                  "catch (Throwable e) { // it was only to be told",
                  "catch (ArithmeticException e) {")));

  private static final List<PlantedBug> ENGINE =
      List.of(
          engineBug(
              "what was removed without a reply was somebody else's",
              "QUEUE-10",
              "kazoo's Queue and Curator's: gone, so on to the next",
              engine(
                  "Marks",
                  "write.outcome.applied(null, data == null ? 0 : data.stat().mzxid());",
                  "write.outcome.notApplied();")),
          engineBug(
              "an unknown removal takes its item along",
              "QUEUE-01",
              "the exception says that something may be lost, and not what",
              engine(
                  "EngineFoundItem",
                  ".formatted(name.text(), reader.path()), null, payload));",
                  ".formatted(name.text(), reader.path()), null, null));")),
          engineBug(
              "names that are known are served first",
              "QUEUE-04",
              "kazoo's Queue keeps its list until it is empty",
              engine("KnownItems", "free.add(own);", ""),
              engine("KnownItems", "beyond = own;", ""),
              engine("KnownItems", "doubted = true; return true;", "return true;")));

  private static final List<PlantedBug> ENGINE_CLAIMS =
      List.of(
          engineBug(
              "a release that is repeated ends whatever claim there is by then",
              "LQUEUE-01",
              "a claim's name is its item's, so the next claimant's is the same",
              engine(
                  "ClaimRemoval",
                  "if (data != null && Layout.decode(data.data()).equals(id)) {",
                  "if (data != null) {")),
          engineBug(
              "an item is consumed under whatever claim there is",
              "LQUEUE-05",
              "kazoo's LockingQueue: looks first, and deletes both nodes then",
              engine(
                  "Consumption",
                  "new Op.Delete(claim.node(), Claim.VERSION),",
                  "new Op.Check(claim.entry(), ZnodeSession.ANY),")),
          engineBug(
              "the watch says that the claim has gone, before the reply says why",
              "LQUEUE-05",
              "consumed, and told that it was lost",
              engine("Claim", "if (!consumption.decides()) { lost(); }", "lost();")),
          engineBug(
              "the token is the item's",
              "LQUEUE-03",
              "the stat that is at hand is the entry's",
              engine(
                  "ClaimAttempt",
                  "decide(new Claim(reader, session, name, id, token, data.data()));",
                  "decide(new Claim(reader, session, name, id, data.stat().czxid(),"
                      + " data.data()));")),
          engineBug(
              "a guess is kept although an earlier item is free",
              "LQUEUE-07",
              "one round trip, and the order of a client's own memory",
              engine(
                  "ClaimAttempt",
                  "if (better != null && better.compareTo(name) < 0) {",
                  "if (false) {")));

  private static PlantedBug engineBug(
      String name, String rule, String origin, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, Backend.ENGINE, List.of(edits));
  }

  private static SourceEdit engine(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-zk-engine",
        "dev.coordination.zookeeper.engine." + type,
        snippet,
        replacement);
  }

  private static PlantedBug bug(String name, String rule, String origin, SourceEdit... edits) {
    return new PlantedBug(name, rule, origin, Backend.MEMORY, List.of(edits));
  }

  private static SourceEdit memory(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-inmemory", "dev.coordination.inmemory." + type, snippet, replacement);
  }

  private static SourceEdit support(String type, String snippet, String replacement) {
    return new SourceEdit(
        "coordination-support", "dev.coordination.support." + type, snippet, replacement);
  }
}
