package dev.coordination.zookeeper.engine;

import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractClaimedItem;
import java.util.Set;

/** Somebody who wants to claim an item. */
abstract class Claimant {

  private final String path;
  private final boolean patient;
  private final Set<String> avoided;
  private long listNeeded;

  /**
   * Creates the request.
   *
   * @param patient whether to wait for an item
   * @param avoided the names of items not to be claimed
   */
  Claimant(String path, boolean patient, Set<String> avoided) {
    this.path = path;
    this.patient = patient;
    this.avoided = avoided;
  }

  /** {@return whether there is an answer, whoever has given it} */
  abstract boolean isSettled();

  abstract void whenSettled(Runnable action);

  /** Makes the hold of a claim. */
  abstract AbstractClaimedItem<?> makeHold(Claim claim);

  /** Grants the hold that was made, and says whether it is still wanted. */
  abstract boolean grant();

  abstract void refuse();

  abstract void fail(RuntimeException failure);

  boolean isPatient() {
    return patient;
  }

  boolean wants(String name) {
    return !avoided.contains(name);
  }

  /** Only a list of that number, or a later one, can say that there is nothing. */
  void needs(long list) {
    listNeeded = list;
  }

  long needed() {
    return listNeeded;
  }

  void failUnavailable(String why) {
    fail(
        new ServiceUnavailableException(
            "cannot tell whether %s has an item: %s".formatted(path, why)));
  }
}
