package dev.coordination.it.simulated;

import dev.coordination.tck.StoreInspector;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Looks into the simulated tree. */
final class SimulatedInspector implements StoreInspector {

  private static final Pattern CONTENDER = Pattern.compile("[0-9a-f]{32}__lock__(-?\\d+)");

  private final SimulatedZooKeeper zooKeeper;

  SimulatedInspector(SimulatedZooKeeper zooKeeper) {
    this.zooKeeper = zooKeeper;
  }

  @Override
  public List<Contender> contenders(String path) {
    List<Contender> line = new ArrayList<>();
    for (String node : nodes(path)) {
      Optional<NodeStat> stat = zooKeeper.stat(node);
      Optional<byte[]> data = zooKeeper.data(node);
      if (stat.isPresent() && data.isPresent()) {
        boolean live = zooKeeper.sessions().contains(stat.get().ephemeralOwner());
        String identifier = new String(data.get(), StandardCharsets.UTF_8);
        line.add(new Contender(identifier, stat.get().czxid(), live));
      }
    }
    return line;
  }

  @Override
  public void deleteContender(String path, int position) {
    zooKeeper.delete(nodes(path).get(position));
  }

  @Override
  public void deleteAll(String path) {
    zooKeeper.tree().stream()
        .filter(node -> isWithin(node, path))
        .sorted(Comparator.reverseOrder())
        .forEach(this::deleteIfEmpty);
  }

  /** Not what somebody has put a new node below meanwhile. */
  private void deleteIfEmpty(String node) {
    if (zooKeeper.children(node).isEmpty()) {
      zooKeeper.delete(node);
    }
  }

  @Override
  public Optional<byte[]> read(String path) {
    return zooKeeper.data(path);
  }

  @Override
  public void write(String path, byte[] data) {
    if (zooKeeper.stat(path).isPresent()) {
      zooKeeper.setData(path, data);
    } else {
      createParents(path);
      zooKeeper.create(path, data);
    }
  }

  @Override
  public void addForeign(String path, String name) {
    write(path + "/" + name, new byte[0]);
  }

  @Override
  public void exhaustOrder(String path) {
    createParents(path + "/child");
    zooKeeper.nextSequence(path, Integer.MIN_VALUE);
  }

  @Override
  public void deny(String path) {
    throw new UnsupportedOperationException("the simulation has no access control");
  }

  @Override
  public List<String> residue(String path) {
    return zooKeeper.tree().stream()
        .filter(node -> node.startsWith(path))
        .filter(node -> zooKeeper.stat(node).map(NodeStat::ephemeralOwner).orElse(0L) != 0)
        .toList();
  }

  private List<String> nodes(String path) {
    return zooKeeper.children(path).stream()
        .filter(name -> CONTENDER.matcher(name).matches())
        .sorted(Comparator.comparingInt(SimulatedInspector::number))
        .map(name -> path + "/" + name)
        .toList();
  }

  private static int number(String name) {
    return Integer.parseInt(name.substring(name.lastIndexOf("__") + 2));
  }

  private void createParents(String path) {
    for (int slash = path.indexOf('/', 1); slash > 0; slash = path.indexOf('/', slash + 1)) {
      String parent = path.substring(0, slash);
      if (zooKeeper.stat(parent).isEmpty()) {
        zooKeeper.create(parent, new byte[0]);
      }
    }
  }

  private static boolean isWithin(String node, String path) {
    return node.equals(path) || node.startsWith(path + "/");
  }
}
