package dev.coordination.it.mutants;

import dev.coordination.it.mutants.PlantedBug.Backend;
import java.util.List;
import java.util.stream.Stream;

/** Bugs of parties and shallow parties, in what all backends share, in memory and in the engine. */
final class PartyBugs {

  private PartyBugs() {}

  static List<PlantedBug> all() {
    return Stream.of(ENTRIES, VIEWS, ENGINE).flatMap(List::stream).toList();
  }

  private static final List<PlantedBug> ENTRIES =
      List.of(
          bug(
              "every join is another entry",
              "PARTY-02",
              "a join that appends to a list",
              support(
                  "AbstractParty",
                  "Stay current = stay.compareAndExchange(null, fresh);",
                  "stay.set(fresh); Stay current = null;")),
          bug(
              "a member enters twice when its reply is lost",
              "PARTY-05",
              "the entry after a reconnection is another one",
              memory(
                  "Memberships",
                  "if (entry == null || !entry.standing) {",
                  "if (!member.isConfirmed() || entry == null || !entry.standing) {")),
          bug(
              "a member drops out with its session",
              "PARTY-04",
              "kazoo's Party",
              memory(
                  "Memberships",
                  "return enter(member);",
                  "return entry != null || enter(member);")),
          bug(
              "a member believes in its entry for ever",
              "PARTY-06",
              "kazoo's Party: participating, and the list is empty",
              memory(
                  "Membership",
                  "return current != null && current.remainingNanos() > 0;",
                  "return current != null;")),
          bug(
              "who leaves while the link is down is forgotten",
              "PARTY-07",
              "the removal is tried once",
              memory("Memberships", "leaving.add(entry);", "leaving.remove(entry);")),
          bug(
              "a join that failed comes true later",
              "PARTY-08",
              "the caller has gone on, the request has not",
              support(
                  "Stay",
                  "if (confirmation.completeExceptionally(failure)) { var unused = withdraw(); }",
                  "confirmation.completeExceptionally(failure);")),
          bug(
              "a closed view leaves its members behind",
              "PARTY-15",
              "only the session's end removes them",
              support(
                  "Stay",
                  "return end(Scope.closedException());",
                  "return CompletableFuture.completedFuture(null);")));

  private static final List<PlantedBug> VIEWS =
      List.of(
          bug(
              "a shallow party lists in the order of joining",
              "PARTY-10",
              "which on a server is no order at all",
              memory(
                  "MemoryParty", "(shallow ? identifiers.sorted() : identifiers)", "identifiers")),
          bug(
              "any identifier goes into a path",
              "PARTY-11",
              "a slash makes it a child of nobody",
              support(
                  "ScopedClient",
                  "Paths.checkPart(identifier); return backend.shallowParty(context(path));",
                  "return backend.shallowParty(context(path));")),
          bug(
              "exactly so many are awaited",
              "PARTY-12",
              "who comes late finds one too many, and waits for ever",
              support(
                  "Muster", "(once || seen.size() >= count)", "(once || seen.size() == count)")),
          bug(
              "an onlooker forgets to look when it is back",
              "PARTY-13",
              "changes that came while it was away are never told",
              memory("Memberships", "watches.forEach(RollWatch::look);", "")));

  private static final List<PlantedBug> ENGINE =
      List.of(
          engineBug(
              "a create of unknown outcome is made again under another name",
              "PARTY-05",
              "a retry without protection, CURATOR-45",
              engine("PlaceInParty", "stage = Stage.CREATING; create();", "ended();")),
          engineBug(
              "a member whose node is deleted does not notice",
              "PARTY-04",
              "nobody watches his own node",
              engine("PlaceInParty", "ownNode.set(); owner.entered();", "owner.entered();")),
          engineBug(
              "members are listed the last first",
              "PARTY-10",
              "whatever order the server happens to have",
              engine(
                  "PartyKind",
                  "Comparator.comparingLong(Member::czxid)",
                  "Comparator.comparingLong(Member::czxid).reversed()")),
          engineBug(
              "the identifier is what follows the last dash",
              "PARTY-11",
              "a shallow party cuts names in two, and identifiers too",
              engine("Layout", "name.indexOf('-')", "name.lastIndexOf('-')")),
          engineBug(
              "the watch is set once",
              "PARTY-13",
              "a watch fires once",
              engine(
                  "PathFollower",
                  ": reads.getChildren(path, watch);",
                  ": reads.getChildren(path, null);")),
          engineBug(
              "every child of a shallow party is a member",
              "PARTY-14",
              "kazoo's ShallowParty",
              engine("Layout", "return SHALLOW_MEMBER.matcher(name).matches();", "return true;")));

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
