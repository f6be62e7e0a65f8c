package dev.coordination.support;

import dev.coordination.Lease;
import dev.coordination.MultiNonBlockingLease;
import dev.coordination.NonBlockingLease;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Several slots under one path, by number. */
final class SlotLeases implements MultiNonBlockingLease {

  private final RecipeContext context;
  private final List<NonBlockingLease> each;
  private final LeaseClaim any;
  private final LeaseClaim all;

  SlotLeases(Leases leases, RecipeContext context, int count, Duration duration) {
    List<RecipeContext> slots = slots(context, count);
    this.context = context;
    this.each =
        slots.stream()
            .<NonBlockingLease>map(slot -> new SlotLease(leases, slot, duration))
            .toList();
    this.any = new LeaseClaim(leases, context, slots, false, duration);
    this.all = new LeaseClaim(leases, context, slots, true, duration);
  }

  static List<RecipeContext> slots(RecipeContext context, int count) {
    return IntStream.range(0, count).mapToObj(i -> context.child(Leases.slot(i))).toList();
  }

  @Override
  public String path() {
    return context.path();
  }

  @Override
  public Optional<Lease> tryAcquireAny() {
    return any.make();
  }

  @Override
  public Optional<Lease> tryAcquireAll() {
    return all.make();
  }

  @Override
  public Iterator<NonBlockingLease> iterator() {
    return each.iterator();
  }

  @Override
  public String toString() {
    return "MultiNonBlockingLease[%s, %s]".formatted(path(), each.size());
  }
}
