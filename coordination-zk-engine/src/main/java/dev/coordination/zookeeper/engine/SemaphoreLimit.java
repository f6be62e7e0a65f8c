package dev.coordination.zookeeper.engine;

import dev.coordination.ConfigurationMismatchException;
import dev.coordination.MalformedDataException;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import dev.coordination.zookeeper.engine.ZnodeSession.Op;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/*
 * The limit that one client asks for, against the one in the store.
 *
 * The same: a grant checks that the node is still in the version that was read. None (there is no
 * node, or an empty one: kazoo creates the node before it sets the limit): a grant writes ours, in
 * the version that was read. Another one: refused while anyone holds a permit; and when no one does,
 * the first in the guard line replaces it with its grant. Whoever waits is behind a holder, or passes
 * through the guard line only and perhaps brings a limit like ours: that is seen when the line moves on.
 */
record SemaphoreLimit(String path, int wanted) {

  /**
   * Returns what a grant has to do about the limit in its transaction.
   *
   * @param node the node as just read, or null if there is none
   * @param held whether anyone holds a permit
   */
  Op operation(@Nullable NodeData node, boolean held) {
    if (node == null) {
      return new Op.Create(path, Layout.encodeLimit(wanted), NodeKind.PERSISTENT);
    }
    int version = node.stat().version();
    if (node.data().length > 0) {
      BigInteger stated = stated(node.data());
      if (stated.equals(BigInteger.valueOf(wanted))) {
        return new Op.Check(path, version);
      } else if (held) {
        throw new ConfigurationMismatchException(
            "%s has %s permits, some of them held; asked for %s".formatted(path, stated, wanted));
      }
    }
    return new Op.SetData(path, Layout.encodeLimit(wanted), version);
  }

  private BigInteger stated(byte[] data) {
    Optional<BigInteger> stated = Layout.limit(data);
    return stated.orElseThrow(
        () -> new MalformedDataException("the data at %s is no limit of permits".formatted(path)));
  }
}
