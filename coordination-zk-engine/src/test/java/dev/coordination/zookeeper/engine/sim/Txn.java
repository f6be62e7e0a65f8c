package dev.coordination.zookeeper.engine.sim;

import java.util.Arrays;
import java.util.List;

/**
 * One entry of the ensemble's log. A request that failed is an entry without changes: it has its
 * zxid all the same.
 *
 * @param zxid its number
 * @param changes what it does to the tree, in order
 * @param closes the session that it ends, or 0
 */
record Txn(long zxid, List<Change> changes, long closes) {

  /** One change of the tree, already checked against it. */
  sealed interface Change {
    String path();
  }

  /** Creates a node; {@code creates} is how many children its parent then will have had. */
  record Create(String path, byte[] data, long owner, int creates) implements Change {
    @Override
    public String toString() {
      return "Create[" + path + Arrays.toString(data) + owner + "," + creates + "]";
    }
  }

  record Delete(String path) implements Change {}

  record SetData(String path, byte[] data) implements Change {
    @Override
    public String toString() {
      return "SetData[" + path + Arrays.toString(data) + "]";
    }
  }

  record Check(String path) implements Change {}
}
