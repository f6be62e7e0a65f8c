package dev.coordination.zookeeper.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.coordination.ClaimedItem;
import dev.coordination.Codec;
import dev.coordination.CoordinationException;
import dev.coordination.Hold;
import dev.coordination.Lease;
import dev.coordination.LockingQueue;
import dev.coordination.NotPermittedException;
import dev.coordination.PartitionOptions;
import dev.coordination.Registration;
import dev.coordination.SetPartitioner;
import dev.coordination.spi.Inspection;
import dev.coordination.spi.Inspection.Entry;
import dev.coordination.spi.Inspection.Fact;
import dev.coordination.spi.Inspection.Finding;
import dev.coordination.spi.Inspection.Group;
import dev.coordination.support.BarrierWait;
import dev.coordination.support.ScopedClient;
import dev.coordination.zookeeper.engine.sim.SimOptions;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of a path, recipe by recipe. */
@Timeout(60)
final class InspectionTest {

  private static final String PATH = "/path";
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private final EngineWorld world =
      new EngineWorld(SimulatedZooKeeper.automatic(SimOptions.defaults()));
  private final SimulatedZooKeeper store = world.zooKeeper;
  private final ScopedClient a = world.connect("a");
  private final ScopedClient b = world.connect("b");
  private final ScopedClient c = world.connect("c");
  private final ScopedClient onlooker = world.connect("onlooker");

  private final List<CoordinationException> failures = new ArrayList<>();

  private Inspection look() {
    return onlooker.inspect(PATH);
  }

  private Registration follow(Consumer<Inspection> listener) {
    return onlooker.onInspection(PATH, Runnable::run, listener, failures::add);
  }

  private Finding found() {
    assertThat(look().findings()).hasSize(1);
    return look().findings().get(0);
  }

  /** What was found in words: the recipes, what else there is to say, who is in which role. */
  private List<String> told() {
    List<String> lines = new ArrayList<>();
    for (Finding finding : look().findings()) {
      lines.add((finding.guess() ? "guess " : "") + String.join(", ", finding.recipes()));
      finding.facts().stream()
          .filter(InspectionTest::isTimeless)
          .map(this::said)
          .forEach(lines::add);
      for (Group group : finding.groups()) {
        assertThat(group.entries()).hasSizeLessThanOrEqualTo(group.size());
        group.entries().forEach(entry -> lines.add(group.role() + said(entry)));
      }
    }
    return lines;
  }

  private static boolean isTimeless(Fact fact) {
    return !(fact.value() instanceof Instant);
  }

  private String said(Fact fact) {
    return fact.name() + " " + fact.value();
  }

  private String said(Entry entry) {
    StringBuilder text = new StringBuilder();
    text.append(entry.subject() == null ? "" : " " + entry.subject());
    text.append(entry.identifier() == null ? "" : " " + entry.identifier());
    entry.facts().stream()
        .filter(InspectionTest::isTimeless)
        .forEach(fact -> text.append(", ").append(said(fact)));
    return text.toString();
  }

  private static byte[] bytes(String text) {
    return Layout.encode(text);
  }

  private void create(String node, String data) {
    createParents(node);
    store.create(node, bytes(data));
  }

  /** Creates what goes with a client's session. */
  private void create(ScopedClient owner, String node, String data) {
    createParents(node);
    store.create(node, bytes(data), world.of(owner).sessionId().orElseThrow());
  }

  private void createParents(String node) {
    for (String parent : Layout.parents(node)) {
      if (store.stat(parent).isEmpty()) {
        store.create(parent, Layout.NO_DATA);
      }
    }
  }

  private Entry first(String role) {
    return found().groups().stream()
        .filter(group -> group.role().equals(role))
        .findFirst()
        .orElseThrow()
        .entries()
        .get(0);
  }

  // Lines

  @Test
  void whoHoldsALockAndWhoWaitsSinceWhen() {
    Hold hold = a.lock(PATH).acquireAsync().join();
    Instant granted = store.wallClock().instant();
    store.advance(Duration.ofSeconds(3));
    var second = b.election(PATH).campaignAsync();
    var third = c.readWriteLock(PATH).writeLock().acquireAsync();
    assertThat(told())
        .containsExactly("lock, write lock, election", "holder a", "waiting b", "waiting c");
    assertThat(first("holder").token()).isEqualTo(hold.fencingToken());
    assertThat(first("holder").since()).isEqualTo(granted);
    assertThat(first("holder").node()).startsWith(PATH + "/").contains("__lock__");
    assertThat(first("waiting").token()).isNull();
    assertThat(first("waiting").since()).isEqualTo(granted.plusSeconds(3));
    assertThat(look().at()).isEqualTo(granted.plusSeconds(3));
    hold.release();
    assertThat(told()).contains("holder b", "waiting c");
    assertThat(second).isCompleted();
    assertThat(third).isNotDone();
  }

  @Test
  void readersHoldTogetherUpToAWriter() {
    var reads = List.of(a.readWriteLock(PATH).readLock(), b.readWriteLock(PATH).readLock());
    reads.forEach(lock -> assertThat(lock.acquireAsync()).isCompleted());
    var writer = c.lock(PATH).acquireAsync();
    var reader = a.readWriteLock(PATH).readLock().acquireAsync();
    assertThat(told())
        .containsExactly(
            "read/write lock",
            "holder a, mode read",
            "holder b, mode read",
            "waiting c, mode write",
            "waiting a, mode read");
    assertThat(writer.isDone() || reader.isDone()).isFalse();
  }

  @Test
  void aLongLineIsCountedButNotRead() {
    int count = Look.MOST + 5;
    ScopedClient crowd = world.connect("crowd");
    var line =
        IntStream.range(0, count)
            .mapToObj(i -> crowd.withIdentifier("w" + i).lock(PATH).acquireAsync())
            .toList();
    assertThat(line.get(0)).isCompleted();
    List<Group> groups = found().groups();
    assertThat(groups.get(0).size()).isEqualTo(1);
    assertThat(groups.get(1).size()).isEqualTo(count - 1);
    assertThat(groups.get(1).entries()).hasSize(Look.MOST - 1);
    assertThat(groups.get(1).entries().get(0).identifier()).isEqualTo("w1");
    crowd.close();
    assertThat(store.children(PATH)).isEmpty();
  }

  @Test
  void numbersThatHaveRunOutAreTold() {
    create(PATH + "/x__lock__2147483647", "old");
    assertThat(told()).hasSize(3).element(1).asString().startsWith("malformed the sequence");
  }

  // Semaphores and double barriers, whose nodes have the same names

  @Test
  void permits() {
    Hold hold = a.semaphore(PATH, 2).acquireAsync().join();
    assertThat(b.semaphore(PATH, 2).acquireAsync()).isCompleted();
    var waiting = c.semaphore(PATH, 2).acquireAsync();
    assertThat(told())
        .containsExactly("semaphore", "permits 2", "holder a", "holder b", "waiting c");
    assertThat(first("holder").token()).isEqualTo(hold.fencingToken());
    assertThat(waiting).isNotDone();
  }

  @Test
  void aSemaphoreWhosePermitsAreFree() {
    create(PATH, "3");
    create(Layout.guard(PATH), "");
    assertThat(told()).containsExactly("semaphore", "permits 3");
    store.setData(PATH, bytes("many"));
    assertThat(told())
        .containsExactly("semaphore", "malformed the data at /path is no limit of permits");
  }

  @Test
  void gatheringAndInside() {
    var first = stay(a);
    assertThat(told()).containsExactly("double barrier", "ready false", "waiting a");
    var second = stay(b);
    assertThat(told()).containsExactly("double barrier", "ready true", "inside a", "inside b");
    assertThat(first.hasPassed() && second.hasPassed()).isTrue();
    assertThat(look().foreign()).isEmpty();
  }

  private static BarrierWait stay(ScopedClient client) {
    BarrierWait entering = new BarrierWait();
    ((EngineDoubleBarrier) client.doubleBarrier(PATH, 2)).stay().entrance(entering).begin();
    return entering;
  }

  @Test
  void aDoubleBarrierOfKazoosClients() {
    create(a, PATH + "/" + ID, "python");
    assertThat(told()).containsExactly("double barrier", "ready false", "waiting python");
    create(PATH + "/ready", "");
    assertThat(told()).containsExactly("double barrier", "ready true", "inside python");
  }

  // Queues

  @Test
  void itemsInTheirOrderAndWhoWaitsForMore() {
    a.queue(PATH, Codec.utf8()).put("x");
    a.queue(PATH, Codec.utf8()).put("y", 5);
    assertThat(told())
        .containsExactly(
            "queue",
            "size 2",
            "item entry-005-0000000001, priority 5",
            "item entry-100-0000000000, priority 100");
    assertThat(a.queue(PATH).poll()).isPresent();
    assertThat(a.queue(PATH).poll()).isPresent();
    var taking = b.queue(PATH).takeAsync();
    assertThat(told()).containsExactly("queue, locking queue", "size 0", "waiting ");
    assertThat(taking).isNotDone();
  }

  @Test
  void claimsHaveTheirTokenAndTheirSession() {
    LockingQueue<String> queue = a.lockingQueue(PATH, Codec.utf8());
    queue.putAll(List.of("x", "y"));
    ClaimedItem<String> claim = queue.poll().orElseThrow();
    String session = Long.toHexString(world.of(a).sessionId().orElseThrow());
    assertThat(told())
        .containsExactly(
            "locking queue",
            "size 2",
            "claimed entry-100-0000000000, priority 100, session 0x" + session,
            "item entry-100-0000000001, priority 100");
    assertThat(first("claimed").token()).isEqualTo(claim.fencingToken());
    assertThat(look().foreign()).isEmpty();
    claim.consume();
    assertThat(told()).hasSize(3);
  }

  // Parties

  @Test
  void membersOfBothKinds() {
    a.party(PATH).join();
    b.party(PATH).join();
    assertThat(told()).containsExactly("party", "member a", "member b");
    c.withIdentifier("x-y").shallowParty(PATH).join();
    assertThat(told())
        .as("on one path")
        .containsExactly("party", "member a", "member b", "shallow party", "member x-y");
  }

  @Test
  void whoHasWhichItemsOfASet() {
    var options = PartitionOptions.<String>defaults().withTimeBoundary(Duration.ZERO);
    SetPartitioner<String> set = a.setPartitioner(PATH, List.of("i", "j"), options);
    assertThat(set.acquired()).hasSize(2);
    var other = b.lock(Layout.partitionLock(PATH, "j")).acquireAsync();
    create(Layout.partitionLock(PATH, "k"), "");
    assertThat(told())
        .containsExactly(
            "set partitioner", "member a", "item i a", "item j a, waiting 1", "item k");
    assertThat(first("item").token()).isEqualTo(set.fencingToken("i").orElseThrow());
    assertThat(other).isNotDone();
    set.close();
    assertThat(told()).contains("set partitioner", "item i");
  }

  // Leases

  @Test
  void whoHasALeaseUntilWhen() {
    Lease lease = a.nonBlockingLease(PATH, Duration.ofMinutes(1)).tryAcquire().orElseThrow();
    assertThat(told()).containsExactly("lease", "holder a");
    assertThat(first("holder").token()).isEqualTo(lease.fencingToken());
    assertThat(first("holder").facts()).contains(new Fact("end", lease.expiresAt()));
    store.advance(Duration.ofMinutes(2));
    assertThat(told()).containsExactly("lease", "ended a");
    assertThat(first("ended").token()).isNull();
    create(PATH + "/x__lock__0000000077", "b");
    assertThat(told()).containsExactly("lease", "ended a", "changing b");
    store.setData(Layout.leaseHolder(PATH), bytes("mine"));
    assertThat(told()).hasSize(3).element(1).asString().startsWith("malformed the data at /path");
  }

  @Test
  void slots() {
    assertThat(a.multiNonBlockingLease(PATH, 3, Duration.ofMinutes(1)).tryAcquireAny()).isPresent();
    assertThat(b.multiNonBlockingLease(PATH, 3, Duration.ofMinutes(1)).tryAcquireAny()).isPresent();
    assertThat(told()).containsExactly("several leases", "slotsMade 3", "holder 0 a", "holder 1 b");
    assertThat(look().foreign()).isEmpty();
  }

  /** Of three, if nobody has come to the others yet: the number is in no node. */
  @Test
  void slotsThatKazooHasMade() {
    create(PATH + "/0/lease_holder", "{}");
    assertThat(told()).hasSize(3).startsWith("several leases", "slotsMade 1");
  }

  @Test
  void betweenItsEndAndTheErrorOfTheClocksALeaseIsNotFree() {
    Duration skew = EngineOptions.defaults("a").clockSkew();
    Lease lease = a.nonBlockingLease(PATH, Duration.ofMinutes(1)).tryAcquire().orElseThrow();
    Instant end = lease.expiresAt();
    store.advance(Duration.between(store.wallClock().instant(), end).plusMillis(1));
    assertThat(b.nonBlockingLease(PATH, Duration.ofMinutes(1)).tryAcquire()).isEmpty();
    assertThat(told()).containsExactly("lease", "ended a");
    assertThat(first("ended").facts()).contains(new Fact("takeover", end.plus(skew)));
    List<Inspection> told = new ArrayList<>();
    var following = follow(told::add);
    store.advance(skew);
    assertThat(first("ended").facts()).extracting(Fact::name).containsExactly("end", "written");
    assertThat(told).as("it is told when it may be taken over").hasSize(2);
    following.close();
  }

  // What is a mere node

  @Test
  void counters() {
    a.counter(PATH).increment(-7);
    assertThat(told()).containsExactly("counter", "value -7");
  }

  @ParameterizedTest
  @CsvSource({"5,'counter, semaphore'", "0,counter", "-5,counter", " 1_000 ,counter"})
  void aNumberThatKazooHasWritten(String data, String recipes) {
    create(PATH, data);
    assertThat(told()).hasSize(2).element(0).isEqualTo("guess " + recipes);
  }

  @Test
  void barriers() {
    a.barrier(PATH).create();
    assertThat(told()).first().isEqualTo("guess barrier, counter");
    assertThat(told()).last().asString().contains("a barrier is up");
    a.barrier(PATH).remove();
    assertThat(told()).last().asString().contains("a barrier is down");
  }

  @Test
  void whoWaitsAtABarrier() {
    BarrierWait wait = new BarrierWait();
    ((EngineBarrier) a.barrier(PATH, 2)).visit(wait).begin();
    assertThat(told()).containsExactly("barrier", "up true", "waiting a");
    store.delete(PATH);
    assertThat(wait.hasPassed()).isTrue();
    assertThat(told()).containsExactly("barrier", "up false");
  }

  @Test
  void whereNobodyIsAnyMoreTheRecipeCannotBeTold() {
    a.lock(PATH).acquireAsync().join().release();
    assertThat(found().guess()).isTrue();
    assertThat(found().recipes()).contains("lock", "queue", "party");
    assertThat(told()).last().asString().contains("nobody");
  }

  @Test
  void nothing() {
    assertThat(look().isEmpty()).isTrue();
  }

  /** Marks have the names of a shallow party's members, and the guard is a line. */
  @ParameterizedTest
  @ValueSource(strings = {"-__marks__", "-__wait__", "-__lock__", "-__waiters__"})
  void whatLiesBesideAPathIsToldThere(String suffix) {
    create(PATH + suffix + "/" + ID + "-0", "1");
    Inspection inspection = onlooker.inspect(PATH + suffix);
    assertThat(inspection.findings()).hasSize(1);
    assertThat(inspection.findings().get(0).recipes()).isEmpty();
    assertThat(inspection.findings().get(0).facts()).containsExactly(new Fact("partOf", PATH));
    assertThat(inspection.foreign()).isEmpty();
    assertThat(onlooker.inspect("/none" + suffix).isEmpty()).isTrue();
  }

  // What is foreign

  @Test
  void foreignNodesAreNamedAndNotTakenForAnybody() {
    assertThat(a.lock(PATH).acquireAsync()).isCompleted();
    create(PATH + "/readme", "");
    create(PATH + "/0", "");
    create(PATH + "/x__lock__9999999999", "");
    assertThat(told()).containsExactly("lock, write lock, election", "holder a");
    assertThat(look().foreign()).containsExactly("0", "readme", "x__lock__9999999999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lock", "party", "0", ID})
  void aMereDirectoryIsNoRecipes(String child) {
    create(PATH + "/" + child, "");
    assertThat(look().findings()).isEmpty();
    assertThat(look().foreign()).containsExactly(child);
    assertThat(look().isEmpty()).isFalse();
  }

  /** Recipes leave such children as well when all have gone. */
  @ParameterizedTest
  @CsvSource({
    "ready,double barrier",
    "entries,locking queue",
    "taken,locking queue",
    ID + "-x,shallow party",
    ID + "__party__,party"
  })
  void whatMayBeAMereDirectoryIsGuessed(String child, String recipe) {
    create(PATH + "/" + child, "");
    assertThat(found().guess()).isTrue();
    assertThat(found().recipes()).containsExactly(recipe);
    assertThat(look().foreign()).isEmpty();
  }

  @Test
  void aSetThatNobodyDividesIsGuessed() {
    create(Layout.partitionMembers(PATH), "");
    create(Layout.partitionLock(PATH, "i"), "");
    assertThat(told()).containsExactly("guess set partitioner", "item i");
  }

  @Test
  void whereARecipeIsSureNothingIsGuessed() {
    assertThat(a.lock(PATH).acquireAsync()).isCompleted();
    create(PATH + "/ready", "");
    create(PATH + "/entries", "");
    assertThat(told()).containsExactly("lock, write lock, election", "holder a");
    assertThat(look().foreign()).containsExactly("entries", "ready");
  }

  @Test
  void aNumberAboveADirectoryIsNoSemaphores() {
    create(PATH, "5");
    create(PATH + "/" + ID, "");
    assertThat(told()).containsExactly("guess counter, semaphore", "value 5");
    assertThat(look().foreign()).containsExactly(ID);
  }

  // Crowds

  /** Whoever came first has the last name. */
  @ParameterizedTest
  @CsvSource({
    "double barrier,,/path/%032x",
    "semaphore,/path-__lock__,/path/%032x",
    "barrier,,/path-__waiters__/%032x-0000000000",
    "party,,/path/%032x__party__",
  })
  void ofVeryManyTheEldestAreShownAndAllAreCounted(
      String recipe, @Nullable String beside, String form) {
    if (beside != null) {
      create(beside, "");
    }
    int count = Look.MOST + 5;
    for (int i = 0; i < count; i++) {
      create(a, form.formatted(count - i), "w" + i);
    }
    assertThat(found().recipes()).containsExactly(recipe);
    Group group = found().groups().get(0);
    assertThat(group.size()).isEqualTo(count);
    assertThat(group.entries())
        .extracting(Entry::identifier)
        .containsExactlyElementsOf(IntStream.range(0, Look.MOST).mapToObj(i -> "w" + i).toList());
  }

  @Test
  void anOwnerBeyondThoseWhoAreShownIsNamed() {
    for (int i = 0; i < Look.MOST; i++) {
      create(a, PATH + "/party/%032x-a".formatted(i), "");
    }
    create(b, PATH + "/party/%032x-b".formatted(Look.MOST), "");
    create(b, Layout.partitionLock(PATH, "i") + "/x__lock__0000000000", "");
    assertThat(told()).contains("item i b").doesNotContain("member b");
    assertThat(found().groups().get(0).size()).isEqualTo(Look.MOST + 1);
  }

  @Test
  void foreignData() {
    create(PATH, "{}");
    assertThat(told()).containsExactly("guess ", "node holds 2 bytes of no recipe");
  }

  @Test
  void whatMustNotBeReadIsRefused() {
    create(PATH, "");
    store.denyReading(PATH);
    assertThatThrownBy(this::look).isInstanceOf(NotPermittedException.class);
  }

  @Test
  void aViewLooksBelowItsNamespace() {
    assertThat(a.lock("/app" + PATH).acquireAsync()).isCompleted();
    Inspection inspection = ((ScopedClient) onlooker.withNamespace("/app")).inspect(PATH);
    assertThat(inspection.path()).isEqualTo(PATH);
    assertThat(inspection.findings()).hasSize(1);
  }

  // Following it

  @Test
  void eachChangeIsToldOnce() {
    List<String> holders = new ArrayList<>();
    var following = follow(told -> holders.add(holder(told)));
    Hold first = a.lock(PATH).acquireAsync().join();
    var second = b.lock(PATH).acquireAsync();
    first.release();
    second.join().release();
    assertThat(holders).startsWith("nothing").containsSubsequence("a", "b", "nobody");
    assertThat(holders).filteredOn("b"::equals).hasSize(1);
    following.close();
    assertThat(store.watches()).isZero();
    assertThat(((EngineClient) onlooker.backend()).kept()).isZero();
    assertThat(a.lock(PATH).acquireAsync()).isCompleted();
    assertThat(holders).last().isEqualTo("nobody");
  }

  private static String holder(Inspection inspection) {
    if (inspection.isEmpty()) {
      return "nothing";
    }
    Finding finding = inspection.findings().get(0);
    return finding.guess()
        ? "nobody"
        : String.valueOf(finding.groups().get(0).entries().get(0).identifier());
  }

  /** Each of these changes something else that was read. */
  @Test
  void whateverChangesIsSeen() {
    List<Inspection> told = new ArrayList<>();
    var following = follow(told::add);
    List<Runnable> changes =
        List.of(
            () -> create(PATH, "1"),
            () -> store.setData(PATH, bytes("2")),
            () -> create(Layout.guard(PATH), ""),
            () -> create(Layout.guard(PATH) + "/x__lock__0000000000", "w"),
            () -> create(PATH + "/readme", ""),
            () -> create(PATH + "/party", ""),
            () -> create(a, PATH + "/party/" + ID + "-a", "a"),
            () -> create(Layout.partitionLock(PATH, "i"), ""),
            () -> create(Layout.partitionLock(PATH, "i") + "/x__lock__0000000000", ""),
            () -> create(Layout.entries(PATH), ""),
            () -> create(Layout.entries(PATH) + "/entry-100-0000000000", "item"),
            () -> create(Layout.taken(PATH) + "/entry-100-0000000000", "claim"),
            () -> create(Layout.waiting(PATH) + "/x__lock__0000000000", ""),
            () -> create(Layout.waiters(PATH), ""),
            () -> create(Layout.leaseHolder(PATH), "{}"),
            () -> store.setData(Layout.leaseHolder(PATH), bytes("[]")));
    for (int i = 0; i < changes.size(); i++) {
      int before = told.size();
      changes.get(i).run();
      assertThat(told).as("change %s", i).hasSizeGreaterThan(before);
    }
    following.close();
    assertThat(store.watches()).isZero();
  }

  @Test
  void itGoesOnOverBrokenLinksAndEndedSessions() {
    List<String> holders = new ArrayList<>();
    var following = follow(told -> holders.add(holder(told)));
    world.of(onlooker).cutLink();
    Hold hold = a.lock(PATH).acquireAsync().join();
    assertThat(holders).containsExactly("nothing");
    world.of(onlooker).restoreLink();
    assertThat(holders).last().isEqualTo("a");
    world.of(onlooker).expireNow();
    hold.release();
    assertThat(holders).last().isEqualTo("nobody");
    following.close();
    assertThat(store.watches()).isZero();
  }

  @Test
  void aLaterLookThatIsRefusedIsTold() {
    List<Inspection> told = new ArrayList<>();
    var following = follow(told::add);
    create(PATH, "");
    assertThat(told).hasSize(2);
    assertThat(failures).isEmpty();
    store.denyReading(Layout.leaseHolder(PATH));
    create(Layout.leaseHolder(PATH), "");
    assertThat(failures).hasSize(1).hasOnlyElementsOfType(NotPermittedException.class);
    assertThat(failures.get(0)).hasMessageContaining(PATH);
    store.delete(Layout.leaseHolder(PATH));
    world.of(onlooker).cutLink();
    world.of(onlooker).restoreLink();
    assertThat(told).as("when it may be seen again, though it is what it was").hasSize(3);
    following.close();
    assertThat(store.watches()).isZero();
  }

  @Test
  void theEndOfALeaseIsToldWhenItHasCome() {
    List<String> roles = new ArrayList<>();
    var following =
        follow(
            told ->
                told.findings().stream()
                    .flatMap(finding -> finding.groups().stream())
                    .forEach(group -> roles.add(group.role())));
    assertThat(a.nonBlockingLease(PATH, Duration.ofMinutes(1)).tryAcquire()).isPresent();
    store.advance(Duration.ofSeconds(59));
    assertThat(roles).last().isEqualTo("holder");
    store.advance(Duration.ofSeconds(3));
    assertThat(roles).last().isEqualTo("ended");
    following.close();
  }

  @Test
  void closingTheClientEndsIt() {
    List<Inspection> told = new ArrayList<>();
    var unused = follow(told::add);
    onlooker.close();
    create(PATH, "");
    assertThat(told).hasSize(1);
    assertThatThrownBy(this::look).isInstanceOf(IllegalStateException.class);
  }
}
