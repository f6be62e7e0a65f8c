package dev.coordination.support;

import dev.coordination.Lease;
import dev.coordination.support.LeaseClock.Reading;
import dev.coordination.support.LeaseStore.Change;
import dev.coordination.support.LeaseStore.Decision;
import dev.coordination.support.LeaseStore.Question;
import dev.coordination.support.LeaseStore.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How an identifier asks for slots: for all of them, or for any one. A single lease is all of one
 * slot.
 */
final class LeaseClaim implements Question<Optional<Lease>> {

  /** How a slot stands to the identifier that asks. */
  private enum Standing {
    OWN,
    FREE,
    TAKEN
  }

  /** A slot as it was read. */
  private record Seen(Standing standing, @Nullable LeaseRecord record, long token) {}

  private final Leases leases;
  private final RecipeContext context;
  private final List<RecipeContext> slots;
  private final boolean all;
  private final Duration duration;

  /** Until when others have what was asked for, as far as the last answer said. */
  private volatile Instant takenUntil = Instant.MIN;

  /**
   * Makes a claim, which can be made again and again.
   *
   * @param context of the lease that is granted; of any one slot the slot's own counts
   * @param slots those of the slots
   * @param all whether all slots are asked for, or any one
   * @param duration for how long
   */
  LeaseClaim(
      Leases leases,
      RecipeContext context,
      List<RecipeContext> slots,
      boolean all,
      Duration duration) {
    this.leases = leases;
    this.context = context;
    this.slots = slots;
    this.all = all;
    this.duration = duration;
  }

  Optional<Lease> make() {
    return Await.uninterruptibly(ask());
  }

  /** Makes the claim, without waiting. */
  CompletableFuture<Optional<Lease>> ask() {
    context.scope().ensureOpen();
    List<String> paths = slots.stream().map(RecipeContext::storePath).toList();
    return leases.store().change(context, paths, this);
  }

  @Override
  public Decision<Optional<Lease>> decide(List<Slot> read) {
    Reading now = leases.clock().read();
    List<Seen> seen = IntStream.range(0, slots.size()).mapToObj(i -> look(i, read, now)).toList();
    List<Integer> wanted = all ? everySlot(seen) : anySlot(seen);
    if (wanted.isEmpty()) {
      takenUntil = firstEnd(seen);
      return Decision.nothing(Optional.empty());
    }
    takenUntil = Instant.MIN;
    return grant(wanted, seen, now);
  }

  /** Somebody was about to take it, and stopped in the midst. */
  @Override
  public Optional<Lease> obstructed() {
    return Optional.empty();
  }

  @Override
  public boolean isPatient() {
    return false;
  }

  @Override
  public boolean isIdle() {
    return leases.clock().read().instant().isBefore(takenUntil);
  }

  private Seen look(int i, List<Slot> read, Reading now) {
    Slot slot = read.get(i);
    byte[] data = slot.data();
    if (data == null) {
      return new Seen(Standing.FREE, null, 0);
    }
    LeaseRecord record = LeaseRecord.decode(slots.get(i).path(), data);
    boolean leaving = leases.isBeingReleased(slots.get(i).storePath(), slot.token());
    return new Seen(leaving ? Standing.FREE : standing(record, now), record, slot.token());
  }

  private Standing standing(LeaseRecord record, Reading now) {
    if (leases.clock().isFree(record.end(), now)) {
      return Standing.FREE;
    }
    return record.holder().equals(context.identifier()) ? Standing.OWN : Standing.TAKEN;
  }

  private static List<Integer> everySlot(List<Seen> seen) {
    boolean taken = seen.stream().anyMatch(one -> one.standing() == Standing.TAKEN);
    return taken ? List.of() : IntStream.range(0, seen.size()).boxed().toList();
  }

  /** The one that the identifier has, or else the first that nobody has. */
  private static List<Integer> anySlot(List<Seen> seen) {
    OptionalInt own = first(seen, Standing.OWN);
    OptionalInt one = own.isPresent() ? own : first(seen, Standing.FREE);
    return one.isPresent() ? List.of(one.getAsInt()) : List.of();
  }

  private static OptionalInt first(List<Seen> seen, Standing standing) {
    return IntStream.range(0, seen.size())
        .filter(i -> seen.get(i).standing() == standing)
        .findFirst();
  }

  private static Instant firstEnd(List<Seen> seen) {
    return seen.stream()
        .filter(one -> one.standing() == Standing.TAKEN)
        .flatMap(one -> Optional.ofNullable(one.record()).stream())
        .map(LeaseRecord::end)
        .min(Comparator.naturalOrder())
        .orElse(Instant.MIN);
  }

  // ---- granting

  /** One slot of the grant: what is written, and how it becomes known. */
  private record Part(int slot, LeaseRecord record, @Nullable SlotGrant extended) {}

  private Decision<Optional<Lease>> grant(List<Integer> wanted, List<Seen> seen, Reading now) {
    List<Part> parts = wanted.stream().map(i -> part(i, seen.get(i), now)).toList();
    List<Change> changes = new ArrayList<>();
    IntStream.range(0, slots.size()).forEach(i -> changes.add(new Change.Keep()));
    for (Part part : parts) {
      byte[] data = part.record().encode();
      changes.set(
          part.slot(), part.extended() != null ? new Change.Update(data) : new Change.Fill(data));
    }
    return new Decision<>(changes, tokens -> Optional.of(granted(parts, tokens, now)));
  }

  private Part part(int i, Seen seen, Reading now) {
    Instant end = LeaseRecord.endAfter(now.instant(), duration);
    LeaseRecord record = seen.record();
    if (record == null || seen.standing() == Standing.FREE) {
      return new Part(i, new LeaseRecord(context.identifier(), end), null);
    }
    return new Part(i, record.until(end), known(i, seen.token(), record.end(), now));
  }

  private Lease granted(List<Part> parts, List<Long> tokens, Reading now) {
    List<SlotGrant> grants =
        parts.stream().map(part -> granted(part, tokens.get(part.slot()), now)).toList();
    return leases.handle(all ? context : slots.get(parts.get(0).slot()), duration, grants);
  }

  private SlotGrant granted(Part part, long token, Reading now) {
    Instant end = part.record().end();
    SlotGrant extended = part.extended();
    SlotGrant grant = extended != null ? extended : known(part.slot(), token, end, now);
    leases.extend(grant, end, now);
    return grant;
  }

  private SlotGrant known(int i, long token, Instant end, Reading now) {
    String path = slots.get(i).storePath();
    return leases.known(new SlotGrant(path, token, end, leases.clock().deadline(end, now)));
  }
}
