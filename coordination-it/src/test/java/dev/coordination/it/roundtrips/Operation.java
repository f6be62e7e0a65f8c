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
  COUNTER_LOST_RACE("counter increment, one race lost", 2),
  READ_ACQUIRE("read lock acquire, free", 1),
  WRITE_ACQUIRE("write lock acquire, free", 1),
  READ_WRITE_HAND_OVER("writer to reader and reader to writer", 1),
  PERMIT_ACQUIRE("semaphore acquire, free", 2),
  PERMIT_REFUSED("semaphore tryAcquire, none left", 1),
  PERMIT_RELEASE("semaphore release", 1),
  PERMIT_HAND_OVER("permit hand-over", 2),
  QUEUE_PUT("queue put", 1),
  QUEUE_POLL_COLD("queue poll, nothing known", 3),
  QUEUE_POLL_DRAINING("queue poll, draining", 1),
  CLAIM_COLD("locking queue take, nothing known", 2),
  CLAIM_WARM("locking queue take, names known", 1),
  CONSUME("locking queue consume", 1),
  BARRIER_OPEN("barrier await, open", 1),
  DOUBLE_BARRIER_LAST("double barrier enter, the last of 2", 2),
  PARTY_JOIN("party join", 1),
  PARTY_LEAVE("party leave", 1),
  PARTY_MEMBERS("members of a party, 20", 2),
  SHALLOW_MEMBERS("members of a shallow party, 20", 1),
  PARTITION("set partitioner, who is there and 5 free items", 2),
  LEASE_NEW("lease, new", 2),
  LEASE_RENEW("lease renew", 2),
  LEASE_REFUSED("lease, held by another", 1),
  LEASE_ALL("multi lease, all of 5", 2);

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
