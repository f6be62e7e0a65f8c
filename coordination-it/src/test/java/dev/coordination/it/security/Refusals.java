package dev.coordination.it.security;

import dev.coordination.Codec;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.LeaderElection;
import dev.coordination.Party;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** Everything that can be asked of the recipes below a path, by who may not. */
final class Refusals {

  private static final Duration LONG = Duration.ofDays(1);
  private static final Duration LEASE = Duration.ofMinutes(1);

  /** Where nothing is, nothing is refused to who only looks. */
  private static final Set<String> LOOKING =
      Set.of(
          "contenders", "Holders", "leader", "size", "get", "poll", "members", "awaitM", "holder");

  private final CoordinationClient client;
  private final Map<String, Callable<?>> calls = new LinkedHashMap<>();

  private Refusals(CoordinationClient client) {
    this.client = client;
  }

  /** Returns each call by its name. */
  static Map<String, Callable<?>> of(CoordinationClient client) {
    Refusals refusals = new Refusals(client);
    refusals.lock("lock", client.lock("/lock"));
    refusals.lock("read lock", client.readLock("/rw"));
    refusals.lock("write lock", client.writeLock("/rw"));
    refusals.semaphore();
    refusals.election();
    refusals.queue();
    refusals.lockingQueue();
    refusals.counter();
    refusals.party("party", client.party("/party"));
    refusals.party("shallow party", client.shallowParty("/shallow"));
    refusals.leases();
    return refusals.calls;
  }

  /** Returns those that need something made where nothing is. */
  static Map<String, Callable<?>> thatMake(CoordinationClient client) {
    Map<String, Callable<?>> calls = of(client);
    calls.keySet().removeIf(name -> LOOKING.stream().anyMatch(name::contains));
    return calls;
  }

  private void lock(String name, DistributedLock lock) {
    calls.put(name + " acquire", lock::acquire);
    calls.put(name + " tryAcquire", lock::tryAcquire);
    calls.put(name + " tryAcquire for a day", () -> lock.tryAcquire(LONG));
    calls.put(name + " acquireAsync", () -> lock.acquireAsync().get());
    calls.put(name + " contenders", lock::contenders);
  }

  private void semaphore() {
    var semaphore = client.semaphore("/semaphore", 2);
    calls.put("semaphore acquire", semaphore::acquire);
    calls.put("semaphore tryAcquire", semaphore::tryAcquire);
    calls.put("semaphore tryAcquire for a day", () -> semaphore.tryAcquire(LONG));
    calls.put("semaphore acquireAsync", () -> semaphore.acquireAsync().get());
    calls.put("semaphore leaseHolders", semaphore::leaseHolders);
  }

  private void election() {
    LeaderElection election = client.election("/election");
    calls.put("election run", () -> election.run(leadership -> "led"));
    calls.put("election campaign", election::campaign);
    calls.put("election tryCampaign", () -> election.tryCampaign(LONG));
    calls.put("election campaignAsync", () -> election.campaignAsync().get());
    calls.put("election leader", election::leader);
    calls.put("election contenders", election::contenders);
  }

  private void queue() {
    var queue = client.queue("/queue", Codec.utf8());
    calls.put("queue put", () -> queue.put("x"));
    calls.put("queue putAll", () -> queue.putAll(List.of("x", "y")));
    calls.put("queue putAsync", () -> queue.putAsync("x").get());
    calls.put("queue poll", queue::poll);
    calls.put("queue poll for a day", () -> queue.poll(LONG));
    calls.put("queue take", queue::take);
    calls.put("queue takeAsync", () -> queue.takeAsync().get());
    calls.put("queue size", queue::size);
  }

  private void lockingQueue() {
    var queue = client.lockingQueue("/locking", Codec.utf8());
    calls.put("locking queue put", () -> queue.put("x"));
    calls.put("locking queue putAll", () -> queue.putAll(List.of("x", "y")));
    calls.put("locking queue poll", queue::poll);
    calls.put("locking queue poll for a day", () -> queue.poll(LONG));
    calls.put("locking queue take", queue::take);
    calls.put("locking queue size", queue::size);
    calls.put(
        "locking queue consume",
        () -> {
          queue.consume(item -> {});
          return "consumed";
        });
  }

  private void counter() {
    var counter = client.counter("/counter");
    calls.put("counter get", counter::get);
    calls.put("counter getAsync", () -> counter.getAsync().get());
    calls.put("counter increment", counter::increment);
    calls.put("counter incrementAsync", () -> counter.incrementAsync().get());
    calls.put("counter compareAndSet", () -> counter.compareAndSet(0, 2));
    calls.put(
        "counter reset",
        () -> {
          counter.reset(5);
          return "reset";
        });
  }

  private void party(String name, Party party) {
    calls.put(
        name + " join",
        () -> {
          party.join();
          return "joined";
        });
    calls.put(name + " members", party::members);
    calls.put(name + " size", party::size);
    calls.put(name + " awaitMembers", () -> party.awaitMembers(9, LONG));
  }

  private void leases() {
    var lease = client.nonBlockingLease("/lease", LEASE);
    calls.put("lease tryAcquire", lease::tryAcquire);
    calls.put("lease holder", lease::holder);
    var leases = client.multiNonBlockingLease("/leases", 3, LEASE);
    calls.put("multi lease any", leases::tryAcquireAny);
    calls.put("multi lease all", leases::tryAcquireAll);
    calls.put("one of several leases", leases.iterator().next()::tryAcquire);
  }
}
