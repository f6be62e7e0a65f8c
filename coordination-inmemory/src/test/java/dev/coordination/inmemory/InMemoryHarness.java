package dev.coordination.inmemory;

import dev.coordination.CoordinationClient;
import dev.coordination.tck.Capability;
import dev.coordination.tck.StoreInspector;
import dev.coordination.tck.TckClient;
import dev.coordination.tck.TckHarness;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A space of virtual time of its own for each test. */
final class InMemoryHarness implements TckHarness {

  private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

  private final InMemoryCoordination space = InMemoryCoordination.createWithVirtualTime();

  @Override
  public String name() {
    return "in-memory";
  }

  @Override
  public Set<Capability> capabilities() {
    return EnumSet.complementOf(EnumSet.of(Capability.SEVERAL_PROCESSES, Capability.EXHAUST_ORDER));
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
  }

  private record Inspector(InMemoryStore store) implements StoreInspector {

    @Override
    public List<StoreInspector.Contender> contenders(String path) {
      return store.line(path).stream()
          .map(one -> new StoreInspector.Contender(one.identifier(), one.token, !one.session.ended))
          .toList();
    }

    @Override
    public void deleteContender(String path, int position) {
      store.removeContender(path, position);
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
    public List<String> residue(String path) {
      return store.contendersWithin(path).stream().map(Object::toString).toList();
    }
  }
}
