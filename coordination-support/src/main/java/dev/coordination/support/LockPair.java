package dev.coordination.support;

import dev.coordination.DistributedLock;
import dev.coordination.DistributedReadWriteLock;

/** The two locks of one path. */
record LockPair(DistributedLock readLock, DistributedLock writeLock)
    implements DistributedReadWriteLock {

  @Override
  public String path() {
    return writeLock.path();
  }
}
