package dev.coordination.support;

import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.LeaseStore.Change;
import dev.coordination.support.LeaseStore.Decision;
import dev.coordination.support.LeaseStore.Question;
import dev.coordination.support.LeaseStore.Slot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Empties slots, as far as they are still as they were granted. */
final class LeaseRelease implements Question<Boolean> {

  private final String identifier;
  private final List<SlotGrant> grants;

  LeaseRelease(String identifier, List<SlotGrant> grants) {
    this.identifier = identifier;
    this.grants = grants;
  }

  /**
   * Whether a slot is still what was granted.
   *
   * @throws dev.coordination.MalformedDataException if somebody has written something else into it
   */
  static boolean isStill(SlotGrant grant, Slot slot, String identifier) {
    return slot.data() != null
        && slot.token() == grant.token()
        && LeaseRecord.decode(grant.path(), slot.data()).holder().equals(identifier);
  }

  static byte[] data(Slot slot) {
    return Objects.requireNonNull(slot.data());
  }

  @Override
  public Decision<Boolean> decide(List<Slot> slots) {
    List<Change> changes = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      boolean ours = isStill(grants.get(i), slots.get(i), identifier);
      changes.add(ours ? new Change.Clear() : new Change.Keep());
    }
    return new Decision<>(changes, tokens -> true);
  }

  @Override
  public Boolean obstructed() {
    throw new ServiceUnavailableException(
        grants.get(0).path() + " was not freed: somebody else was changing it all the time");
  }

  @Override
  public boolean isPatient() {
    return true;
  }

  @Override
  public boolean outlivesClose() {
    return true; // as the removal of any other hold that was released
  }
}
