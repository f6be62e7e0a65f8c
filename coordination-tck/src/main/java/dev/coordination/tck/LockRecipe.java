package dev.coordination.tck;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedLock;
import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
import java.util.List;

/** The locks of a path. */
enum LockRecipe implements AcquirableRecipe {
  PLAIN,
  WRITE,
  READ;

  @Override
  public DistributedLock object(CoordinationClient client, String path) {
    return switch (this) {
      case PLAIN -> client.lock(path);
      case WRITE -> client.readWriteLock(path).writeLock();
      case READ -> client.readWriteLock(path).readLock();
    };
  }

  @Override
  public List<String> contenders(CoordinationClient client, String path) {
    return object(client, path).contenders();
  }

  @Override
  public Stake stake() {
    return this == READ ? Stake.SHARED : Stake.EXCLUSIVE;
  }

  /**
   * A line of the read/write lock with one reader at most, so that whoever stands in it excludes
   * everybody else as in the line of a lock.
   *
   * @param first whether the first in line is the reader, else the second
   */
  static Recipe withOneReader(boolean first) {
    return new OneReader(first);
  }

  private record OneReader(boolean first) implements AcquirableRecipe {

    @Override
    public Recipe behind(List<Contender> line) {
      boolean turn = line.isEmpty() == first;
      boolean taken = line.stream().anyMatch(one -> one.stake() == Stake.SHARED);
      return turn && !taken ? READ : WRITE;
    }

    @Override
    public DistributedLock object(CoordinationClient client, String path) {
      throw new IllegalStateException("depends on the line: use Line.next()");
    }

    @Override
    public List<String> contenders(CoordinationClient client, String path) {
      return READ.contenders(client, path);
    }
  }
}
