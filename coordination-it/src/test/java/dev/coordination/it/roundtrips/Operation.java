package dev.coordination.it.roundtrips;

/** What is measured, and how many round trips it may wait for. */
enum Operation {
  LOCK_ACQUIRE("lock acquire, free", 1),
  LOCK_ACQUIRE_COLD("lock acquire, 3 parents missing", 2),
  LOCK_RELEASE("lock release", 1),
  LOCK_HAND_OVER("lock hand-over, 4 others waiting", 1),
  TRY_ACQUIRE_HELD("tryAcquire, held", 1),
  TRY_ACQUIRE_FREE("tryAcquire, free", 1),
  ELECTION("election, free", 1),
  TAKEOVER("election takeover, 4 others waiting", 1),
  COUNTER_GET("counter get", 1),
  COUNTER_INCREMENT("counter increment, one writer", 1),
  COUNTER_LOST_RACE("counter increment, one race lost", 2);

  private final String label;
  private final int trips;

  Operation(String label, int trips) {
    this.label = label;
    this.trips = trips;
  }

  String label() {
    return label;
  }

  int trips() {
    return trips;
  }
}
