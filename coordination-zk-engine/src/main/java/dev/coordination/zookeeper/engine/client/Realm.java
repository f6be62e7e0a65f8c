package dev.coordination.zookeeper.engine.client;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.zookeeper.data.ACL;

/**
 * Where in the store the recipes' paths lie, and who may access what is made there.
 *
 * @param root the store's path under which all paths lie, without a trailing slash; empty for none
 * @param access the ACL of a node, by the recipes' path
 * @param rootAccess the ACL of an element of the root that has to be made, by the store's path
 */
public record Realm(
    String root, Function<String, List<ACL>> access, Function<String, List<ACL>> rootAccess) {

  /** Returns the store's path for a path of the recipes. */
  String at(String path) {
    if (root.isEmpty()) {
      return path;
    }
    return path.equals("/") ? root : root + path;
  }

  /** Returns the store's paths of the root's elements, the topmost first. */
  List<String> rootElements() {
    List<String> elements = new ArrayList<>();
    for (int end = root.indexOf('/', 1); end > 0; end = root.indexOf('/', end + 1)) {
      elements.add(root.substring(0, end));
    }
    if (!root.isEmpty()) {
      elements.add(root);
    }
    return elements;
  }
}
