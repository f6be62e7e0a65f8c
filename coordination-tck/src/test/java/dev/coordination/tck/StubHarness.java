package dev.coordination.tck;

import dev.coordination.CoordinationClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A harness with an empty store and clients that do nothing: enough to test the kit itself. */
final class StubHarness implements TckHarness, StoreInspector {

  List<String> residue = List.of();

  @Override
  public String name() {
    return "stub | <1>";
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of(Capability.CUT_LINK);
  }

  @Override
  public String root() {
    return "/stub";
  }

  @Override
  public TckClient connect(String identifier) {
    return new StubClient();
  }

  @Override
  public StoreInspector inspector() {
    return this;
  }

  @Override
  public Duration sessionTimeout() {
    return Duration.ofMillis(200);
  }

  @Override
  public boolean virtualTime() {
    return true;
  }

  @Override
  public void advance(Duration duration) {}

  @Override
  public void settle() {}

  @Override
  public void track(Thread thread) {}

  @Override
  public void close() {}

  // ---- the store

  @Override
  public List<Contender> contenders(String path) {
    return List.of();
  }

  @Override
  public void deleteContender(String path, int position) {}

  @Override
  public List<Contender> permits(String path) {
    return List.of();
  }

  @Override
  public void deletePermit(String path, int position) {}

  @Override
  public List<Item> items(String path) {
    return List.of();
  }

  @Override
  public List<Item> lockingItems(String path) {
    return List.of();
  }

  @Override
  public void deleteClaim(String path, String name) {}

  @Override
  public List<Member> members(String path) {
    return List.of();
  }

  @Override
  public void deleteMember(String path, int position) {}

  @Override
  public Optional<StoredLease> lease(String path) {
    return Optional.empty();
  }

  @Override
  public void writeLease(String path, byte[] data) {}

  @Override
  public Optional<byte[]> readLease(String path) {
    return Optional.empty();
  }

  @Override
  public void deleteAll(String path) {}

  @Override
  public Optional<byte[]> read(String path) {
    return Optional.empty();
  }

  @Override
  public void write(String path, byte[] data) {}

  @Override
  public void addForeign(String path, String name) {}

  @Override
  public void deny(String path) {}

  @Override
  public List<String> residue(String path) {
    return residue;
  }

  /** A client whose link can be cut and restored, to no effect. */
  private static final class StubClient implements TckClient {

    @Override
    public CoordinationClient client() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void cutLink() {}

    @Override
    public void cutLinkWhenItBreaks() {}

    @Override
    public void restoreLink() {}

    @Override
    public void expireNow() {}

    @Override
    public void expireByTime() {}

    @Override
    public void loseReplyOfWrite(int n) {}

    @Override
    public void loseWrite(int n) {}

    @Override
    public void freeze() {}

    @Override
    public void thaw() {}

    @Override
    public void kill() {}
  }
}
