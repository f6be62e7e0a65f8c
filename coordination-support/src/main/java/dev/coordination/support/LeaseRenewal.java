package dev.coordination.support;

import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.LeaseClock.Reading;
import dev.coordination.support.LeaseStore.Change;
import dev.coordination.support.LeaseStore.Decision;
import dev.coordination.support.LeaseStore.Question;
import dev.coordination.support.LeaseStore.Slot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Extends the slots of a handle, if it has them all. */
final class LeaseRenewal implements Question<Boolean> {

  private final Leases leases;
  private final LeaseHold hold;

  LeaseRenewal(Leases leases, LeaseHold hold) {
    this.leases = leases;
    this.hold = hold;
  }

  @Override
  public Decision<Boolean> decide(List<Slot> slots) {
    if (hold.state().isFinal()) {
      return Decision.nothing(false);
    }
    Reading now = leases.clock().read();
    List<SlotGrant> gone = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    List<Instant> ends = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      SlotGrant grant = hold.slots().get(i);
      if (!LeaseRelease.isStill(grant, slots.get(i), hold.identifier())) {
        gone.add(grant);
        continue;
      }
      LeaseRecord renewed = renewed(slots.get(i), grant.path(), now);
      ends.add(renewed.end());
      changes.add(new Change.Update(renewed.encode()));
    }
    return gone.isEmpty()
        ? new Decision<>(changes, tokens -> extended(ends, now))
        : new Decision<>(List.of(), tokens -> lost(gone));
  }

  @Override
  public Boolean obstructed() {
    throw new ServiceUnavailableException(
        hold.path() + " was not renewed: somebody else was changing it all the time");
  }

  @Override
  public boolean isPatient() {
    return true;
  }

  private LeaseRecord renewed(Slot slot, String path, Reading now) {
    LeaseRecord record = LeaseRecord.decode(path, LeaseRelease.data(slot));
    return record.until(LeaseRecord.endAfter(now.instant(), hold.duration()));
  }

  private boolean extended(List<Instant> ends, Reading now) {
    for (int i = 0; i < ends.size(); i++) {
      leases.extend(hold.slots().get(i), ends.get(i), now);
    }
    return hold.isHeld();
  }

  private static boolean lost(List<SlotGrant> gone) {
    gone.forEach(SlotGrant::lose);
    return false;
  }
}
