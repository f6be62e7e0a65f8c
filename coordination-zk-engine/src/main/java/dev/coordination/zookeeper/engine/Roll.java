package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads the nodes of a party's members. */
final class Roll {

  private Roll() {}

  /**
   * One member's node.
   *
   * @param name of the node, which no other member ever has
   * @param data of the node
   * @param czxid when it was made: the order of joining
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares these
  record Member(String name, byte[] data, long czxid) {}

  /**
   * Asks for the data of all nodes at once, so that it takes one round trip.
   *
   * @return the members in the order of the names; one that went meanwhile is left out
   */
  static CompletableFuture<List<Member>> read(ZnodeSession reads, String path, List<String> names) {
    return Pipeline.send(names, name -> member(reads, path, name))
        .thenApply(members -> members.stream().flatMap(Optional::stream).toList());
  }

  /** {@return members of whom only the names are known} */
  static List<Member> unread(List<String> names) {
    return names.stream().map(name -> new Member(name, Layout.NO_DATA, 0)).toList();
  }

  private static CompletableFuture<Optional<Member>> member(
      ZnodeSession reads, String path, String name) {
    return reads
        .getData(path + "/" + name, null)
        .thenApply(node -> Optional.of(member(name, node)))
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, Optional.empty()));
  }

  private static Member member(String name, NodeData node) {
    return new Member(name, node.data(), node.stat().czxid());
  }
}
