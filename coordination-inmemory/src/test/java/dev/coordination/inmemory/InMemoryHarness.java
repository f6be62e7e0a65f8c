package dev.coordination.inmemory;

import dev.coordination.CoordinationClient;
import dev.coordination.support.QueuedItem;
import dev.coordination.tck.Capability;
import dev.coordination.tck.StoreInspector;
import dev.coordination.tck.StoreInspector.Stake;
import dev.coordination.tck.TckClient;
import dev.coordination.tck.TckHarness;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A space of virtual time of its own for each test. */
@SuppressWarnings("exports") // a test's class is exported to nobody
public final class InMemoryHarness implements TckHarness {

  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

  /** What this library writes; identifiers in tests need no escapes. */
  private static final Pattern LEASE =
      Pattern.compile("\\{\"version\": 1, \"holder\": \"(.*)\", \"end\": \"(.*)\"\\}");

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();

  /** Creates a harness with a space of its own. */
  public InMemoryHarness() {}

  @Override
  public String name() {
    return "in-memory";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.complementOf(EnumSet.of(Capability.SEVERAL_PROCESSES));
  }

  @Override
  public String root() {
    return "/tck";
  }

  @Override
  public TckClient connect(String identifier) {
    return new Client(space, space.connect(identifier, SESSION_TIMEOUT));
  }

  @Override
  public StoreInspector inspector() {
    return new Inspector(space.store());
  }

  @Override
  public Duration sessionTimeout() {
    return SESSION_TIMEOUT;
  }

  @Override
  public boolean virtualTime() {
    return true;
  }

  @Override
  public void advance(Duration duration) {
    space.advance(duration);
  }

  @Override
  public void settle() {
    space.settle();
  }

  @Override
  public void track(Thread thread) {
    space.track(thread);
  }

  @Override
  public void jumpWallClock(Duration by) {
    space.jumpWallClock(by);
  }

  @Override
  public void restartStore() {
    space.restart();
  }

  @Override
  public void close() {
    space.close();
  }

  private record Client(InMemoryCoordination space, CoordinationClient client)
      implements TckClient {

    @Override
    public void cutLink() {
      space.disconnect(client);
    }

    @Override
    public void cutLinkWhenItBreaks() {
      space.disconnectWhenItBreaks(client);
    }

    @Override
    public void restoreLink() {
      space.reconnect(client);
    }

    @Override
    public void expireNow() {
      space.expireSession(client);
    }

    @Override
    public void expireByTime() {
      space.expireSessionByTime(client);
    }

    @Override
    public void loseReplyOfWrite(int n) {
      space.loseReplyOfWrite(client, n);
    }

    @Override
    public void loseWrite(int n) {
      space.loseWrite(client, n);
    }

    @Override
    public void freeze() {
      space.freeze(client);
    }

    @Override
    public void thaw() {
      space.thaw(client);
    }

    @Override
    public void kill() {
      space.kill(client);
    }

    @Override
    public void jumpWallClock(Duration by) {
      space.jumpWallClock(client, by);
    }

    @Override
    public Instant wallClock() {
      return space.wallClock(client).instant();
    }
  }

  private static StoreInspector.Contender locker(Contender one) {
    boolean reader = one.candidate instanceof LockCandidate lock && lock.isReader();
    return contender(one, reader ? Stake.SHARED : Stake.EXCLUSIVE);
  }

  private static StoreInspector.Contender claimant(Contender one) {
    return contender(one, one.granted ? Stake.PERMIT : Stake.WAITING);
  }

  private static String claimed(Contender claim) {
    return Objects.requireNonNull(claim.item).id();
  }

  private static StoreInspector.Contender contender(Contender one, Stake stake) {
    return new StoreInspector.Contender(one.identifier(), one.token, !one.session.ended, stake);
  }

  private record Inspector(InMemoryStore store) implements StoreInspector {

    @Override
    public List<StoreInspector.Contender> contenders(String path) {
      return store.line(Place.ofLock(path)).stream().map(InMemoryHarness::locker).toList();
    }

    @Override
    public void deleteContender(String path, int position) {
      store.removeContender(path, position);
    }

    @Override
    public List<StoreInspector.Contender> permits(String path) {
      return store.line(Place.ofSemaphore(path)).stream().map(InMemoryHarness::claimant).toList();
    }

    @Override
    public void deletePermit(String path, int position) {
      store.removePermit(path, position);
    }

    @Override
    public List<Item> items(String path) {
      return store.items(Place.ofQueue(path)).stream().map(item -> shown(item, 0)).toList();
    }

    @Override
    public List<Item> lockingItems(String path) {
      Map<String, Long> claims = new HashMap<>();
      store.claimsAt(path).forEach(claim -> claims.put(claimed(claim), claim.token));
      return store.items(Place.ofLockingQueue(path)).stream()
          .map(item -> shown(item, claims.getOrDefault(item.id(), 0L)))
          .toList();
    }

    private static Item shown(QueuedItem item, long claim) {
      return new Item(item.id(), item.priority(), item.payload().clone(), claim);
    }

    @Override
    public void deleteClaim(String path, String name) {
      List<String> names = store.claimsAt(path).stream().map(InMemoryHarness::claimed).toList();
      store.removeClaim(path, names.indexOf(name));
    }

    @Override
    public List<Member> members(String path) {
      return store.attendances(path).stream().map(Inspector::shown).toList();
    }

    private static Member shown(Attendance entry) {
      return new Member(entry.member.identifier(), entry.token, !entry.session.ended);
    }

    @Override
    public void deleteMember(String path, int position) {
      store.removeMember(path, position);
    }

    @Override
    public Optional<StoredLease> lease(String path) {
      return readLease(path)
          .map(data -> LEASE.matcher(new String(data, StandardCharsets.UTF_8)))
          .filter(Matcher::matches)
          .map(
              lease ->
                  new StoredLease(
                      lease.group(1),
                      Instant.parse(lease.group(2) + "Z"),
                      store.token(slot(path))));
    }

    private static String slot(String path) {
      return path + "/lease_holder";
    }

    @Override
    public void writeLease(String path, byte[] data) {
      store.write(slot(path), data);
    }

    @Override
    public Optional<byte[]> readLease(String path) {
      return store.read(slot(path));
    }

    @Override
    public void deleteAll(String path) {
      store.removeAll(path);
    }

    @Override
    public Optional<byte[]> read(String path) {
      return store.read(path);
    }

    @Override
    public void write(String path, byte[] data) {
      store.write(path, data);
    }

    @Override
    public void addForeign(String path, String name) {
      store.write(path + "/" + name, new byte[0]);
    }

    @Override
    public void deny(String path) {
      store.deny(path);
    }

    @Override
    public void exhaustOrder(String path) {
      store.exhaustOrder(path);
    }

    @Override
    public List<String> residue(String path) {
      return store.leftoversWithin(path);
    }
  }
}
