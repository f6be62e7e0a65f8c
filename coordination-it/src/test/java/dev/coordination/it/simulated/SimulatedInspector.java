package dev.coordination.it.simulated;

import dev.coordination.tck.StoreInspector;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import dev.coordination.zookeeper.engine.sim.SimulatedZooKeeper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into the simulated tree. */
final class SimulatedInspector implements StoreInspector {

  private static final Pattern CONTENDER = Pattern.compile("[0-9a-f]{32}__r?lock__(-?\\d+)");
  private static final Pattern PERMIT = Pattern.compile("[0-9a-f]{32}");

  private static final Pattern MEMBER = Pattern.compile("[0-9a-f]{32}(__party__|-.*)");

  /** What this library writes; identifiers in tests need no escapes. */
  private static final Pattern LEASE =
      Pattern.compile("\\{\"version\": 1, \"holder\": \"(.*)\", \"end\": \"(.*)\"\\}");

  private static final Pattern ITEM = Pattern.compile("entry-(\\d{3})-\\d{10}");

  private final SimulatedZooKeeper zooKeeper;

  SimulatedInspector(SimulatedZooKeeper zooKeeper) {
    this.zooKeeper = zooKeeper;
  }

  @Override
  public List<Contender> contenders(String path) {
    return nodes(path).stream()
        .flatMap(node -> contender(node, isReader(node) ? Stake.SHARED : Stake.EXCLUSIVE).stream())
        .toList();
  }

  private Optional<Contender> contender(String node, Stake stake) {
    Optional<NodeStat> stat = zooKeeper.stat(node);
    Optional<byte[]> data = zooKeeper.data(node);
    if (stat.isEmpty() || data.isEmpty()) {
      return Optional.empty();
    }
    boolean live = zooKeeper.sessions().contains(stat.get().ephemeralOwner());
    String identifier = new String(data.get(), StandardCharsets.UTF_8);
    return Optional.of(new Contender(identifier, stat.get().czxid(), live, stake));
  }

  @Override
  public void deleteContender(String path, int position) {
    zooKeeper.delete(nodes(path).get(position));
  }

  @Override
  public List<Contender> permits(String path) {
    List<Contender> line = new ArrayList<>();
    permitNodes(path).forEach(node -> contender(node, Stake.PERMIT).ifPresent(line::add));
    nodes(guard(path)).forEach(node -> contender(node, Stake.WAITING).ifPresent(line::add));
    return line;
  }

  @Override
  public void deletePermit(String path, int position) {
    List<String> line = new ArrayList<>(permitNodes(path));
    line.addAll(nodes(guard(path)));
    zooKeeper.delete(line.get(position));
  }

  /** Who waits for a permit stands in the line of a lock beside the semaphore. */
  private static String guard(String path) {
    return path + "-__lock__";
  }

  private List<String> permitNodes(String path) {
    return zooKeeper.children(path).stream()
        .filter(name -> PERMIT.matcher(name).matches())
        .map(name -> path + "/" + name)
        .sorted(Comparator.comparingLong(this::created))
        .toList();
  }

  private long created(String node) {
    return zooKeeper.stat(node).map(NodeStat::czxid).orElse(Long.MAX_VALUE);
  }

  @Override
  public List<Item> items(String path) {
    return itemsAt(path, name -> 0);
  }

  @Override
  public List<Item> lockingItems(String path) {
    return itemsAt(
        path + "/entries",
        name -> zooKeeper.stat(path + "/taken/" + name).map(NodeStat::czxid).orElse(0L));
  }

  private List<Item> itemsAt(String path, ToLongFunction<String> claim) {
    List<Item> items = new ArrayList<>();
    for (String name : zooKeeper.children(path).stream().sorted().toList()) {
      Matcher item = ITEM.matcher(name);
      Optional<byte[]> data = zooKeeper.data(path + "/" + name);
      if (item.matches() && data.isPresent()) {
        int priority = Integer.parseInt(item.group(1));
        items.add(new Item(name, priority, data.get(), claim.applyAsLong(name)));
      }
    }
    return items;
  }

  @Override
  public void deleteClaim(String path, String name) {
    zooKeeper.delete(path + "/taken/" + name);
  }

  @Override
  public List<Member> members(String path) {
    return memberNodes(path).stream()
        .flatMap(node -> contender(node, Stake.EXCLUSIVE).stream())
        .map(one -> new Member(one.identifier(), one.token(), one.live()))
        .toList();
  }

  @Override
  public void deleteMember(String path, int position) {
    zooKeeper.delete(memberNodes(path).get(position));
  }

  private List<String> memberNodes(String path) {
    return zooKeeper.children(path).stream()
        .filter(name -> MEMBER.matcher(name).matches())
        .map(name -> path + "/" + name)
        .sorted(Comparator.comparingLong(this::created))
        .toList();
  }

  @Override
  public Optional<StoredLease> lease(String path) {
    return readLease(path)
        .map(data -> LEASE.matcher(new String(data, StandardCharsets.UTF_8)))
        .filter(Matcher::matches)
        .map(
            lease ->
                new StoredLease(
                    lease.group(1), Instant.parse(lease.group(2) + "Z"), created(slot(path))));
  }

  private static String slot(String path) {
    return path + "/lease_holder";
  }

  @Override
  public void writeLease(String path, byte[] data) {
    write(slot(path), data);
  }

  @Override
  public Optional<byte[]> readLease(String path) {
    return zooKeeper.data(slot(path));
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

  private static boolean isReader(String node) {
    return node.contains("__rlock__");
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
