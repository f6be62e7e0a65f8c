package dev.coordination.inmemory;

/**
 * Where a line is. The recipes of different kinds do not meet, though their paths be the same.
 *
 * @param kind what the line is for
 * @param path in the store
 */
record Place(Kind kind, String path) {

  /** What a line is for. */
  enum Kind {
    /** Locks, read locks and elections. */
    LOCK {
      @Override
      Line newLine(Place place, Space space) {
        return new LockLine(place);
      }
    },
    /** Semaphores. */
    SEMAPHORE {
      @Override
      Line newLine(Place place, Space space) {
        return new PermitLine(place);
      }
    },
    /** Queues, whose takers do not stand in line in the store. */
    QUEUE {
      @Override
      Line newLine(Place place, Space space) {
        throw new IllegalStateException("no line: " + place);
      }
    },
    /** Locking queues: a line of those who have claimed an item and those who wait for one. */
    LOCKING_QUEUE {
      @Override
      Line newLine(Place place, Space space) {
        return new ClaimLine(place, space);
      }
    },
    /** Parties, in which nobody waits for anybody. */
    PARTY {
      @Override
      Line newLine(Place place, Space space) {
        throw new IllegalStateException("no line: " + place);
      }
    },
    /** Shallow parties, the same. */
    SHALLOW_PARTY {
      @Override
      Line newLine(Place place, Space space) {
        throw new IllegalStateException("no line: " + place);
      }
    };

    abstract Line newLine(Place place, Space space);
  }

  static Place ofLock(String path) {
    return new Place(Kind.LOCK, path);
  }

  static Place ofSemaphore(String path) {
    return new Place(Kind.SEMAPHORE, path);
  }

  static Place ofQueue(String path) {
    return new Place(Kind.QUEUE, path);
  }

  static Place ofLockingQueue(String path) {
    return new Place(Kind.LOCKING_QUEUE, path);
  }

  static Place ofParty(String path) {
    return new Place(Kind.PARTY, path);
  }

  static Place ofShallowParty(String path) {
    return new Place(Kind.SHALLOW_PARTY, path);
  }

  /** {@return a line in which nobody stands} */
  Line newLine(Space space) {
    return kind.newLine(this, space);
  }
}
