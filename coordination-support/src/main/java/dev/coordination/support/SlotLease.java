package dev.coordination.support;

import dev.coordination.Lease;
import dev.coordination.NonBlockingLease;
import dev.coordination.support.LeaseStore.Slot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The lease of one slot. */
final class SlotLease implements NonBlockingLease {

  private final Leases leases;
  private final RecipeContext context;
  private final Duration duration;
  private final LeaseClaim claim;

  SlotLease(Leases leases, RecipeContext context, Duration duration) {
    this.leases = leases;
    this.context = context;
    this.duration = duration;
    this.claim = new LeaseClaim(leases, context, List.of(context), true, duration);
  }

  @Override
  public String path() {
    return context.path();
  }

  @Override
  public Duration duration() {
    return duration;
  }

  @Override
  public Optional<Lease> tryAcquire() {
    return claim.make();
  }

  @Override
  public Optional<String> holder() {
    context.scope().ensureOpen();
    List<String> paths = List.of(context.storePath());
    Slot slot = Await.uninterruptibly(leases.store().read(context, paths)).get(0);
    return Optional.ofNullable(slot.data())
        .map(data -> LeaseRecord.decode(context.path(), data))
        .filter(record -> !leases.clock().isFree(record.end(), leases.clock().read()))
        .map(LeaseRecord::holder);
  }

  @Override
  public String toString() {
    return "NonBlockingLease[%s, %s]".formatted(path(), duration);
  }
}
