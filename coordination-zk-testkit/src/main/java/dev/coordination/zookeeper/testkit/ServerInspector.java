package dev.coordination.zookeeper.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.tck.StoreInspector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.data.Id;
import org.apache.zookeeper.data.Stat;

/** Looks into the server's own database, and changes it as any other client would. */
final class ServerInspector implements StoreInspector {

  /** {@code <32 hex digits>__lock__<10 digits>} */
  private static final Pattern CONTENDER = Pattern.compile("[0-9a-f]{32}__lock__(\\d{10})");

  private static final Pattern MARK = Pattern.compile(".*-__marks__/[^/]*");

  /** By the number at the end of the name, where there is one. */
  private static final Comparator<String> LAST_FIRST =
      Comparator.comparing((String name) -> name.substring(Math.max(0, name.length() - 10)))
          .reversed();

  /** No immutable list: ZooKeeper's client asks it whether it contains null. */
  private static final List<ACL> READ_ONLY =
      Arrays.asList(
          new ACL(ZooDefs.Perms.READ, ZooDefs.Ids.ANYONE_ID_UNSAFE),
          new ACL(ZooDefs.Perms.ALL, new Id("auth", "")));

  private final TestServer server;

  ServerInspector(TestServer server) {
    this.server = server;
  }

  private record Named(String name, long sequence) {}

  @Override
  public List<Contender> contenders(String path) {
    return line(path).stream()
        .flatMap(named -> contender(path + "/" + named.name()).stream())
        .toList();
  }

  private List<Named> line(String path) {
    var line = new ArrayList<Named>();
    for (var name : server.children(path)) {
      var matcher = CONTENDER.matcher(name);
      if (matcher.matches()) {
        line.add(new Named(name, Long.parseLong(matcher.group(1))));
      }
    }
    line.sort(Comparator.comparingLong(Named::sequence));
    return line;
  }

  private Optional<Contender> contender(String node) {
    var stat = new Stat();
    return server
        .read(node, stat)
        .map(
            data ->
                new Contender(
                    new String(data, UTF_8),
                    stat.getCzxid(),
                    server.isAlive(stat.getEphemeralOwner())));
  }

  @Override
  public void deleteContender(String path, int position) {
    var node = path + "/" + line(path).get(position).name();
    var hand = server.hand();
    PlainClient.execute(() -> hand.delete(node, -1));
  }

  /** In one transaction, the last in line first: nobody is granted anything by the removal. */
  @Override
  public void deleteAll(String path) {
    var hand = server.hand();
    while (server.exists(path) && !deleted(hand, path)) {
      Thread.onSpinWait(); // somebody came or went between the look and the transaction
    }
  }

  private boolean deleted(ZooKeeper hand, String path) {
    var deletions = new ArrayList<Op>();
    collect(path, deletions);
    return PlainClient.run(
        () -> {
          try {
            hand.multi(deletions);
            return true;
          } catch (KeeperException.NoNodeException | KeeperException.NotEmptyException e) {
            return false;
          }
        });
  }

  private void collect(String path, List<Op> deletions) {
    server.children(path).stream()
        .sorted(LAST_FIRST)
        .forEach(name -> collect(path + "/" + name, deletions));
    deletions.add(Op.delete(path, -1));
  }

  @Override
  public Optional<byte[]> read(String path) {
    return server.read(path, new Stat());
  }

  @Override
  public void write(String path, byte[] data) {
    var hand = server.hand();
    create(path);
    PlainClient.run(() -> hand.setData(path, data, -1));
  }

  @Override
  public void addForeign(String path, String name) {
    create(path + "/" + name);
  }

  @Override
  public void deny(String path) {
    var hand = server.hand();
    create(path);
    PlainClient.run(() -> hand.setACL(path, READ_ONLY, -1));
  }

  /** The next contender gets the greatest number, and so does every later one. */
  @Override
  public void exhaustOrder(String path) {
    create(path);
    server.exhaustNumbers(path);
  }

  /**
   * Marks are left out: a session keeps the one it has beside each counter, for its next write, as
   * long as it lives.
   */
  @Override
  public List<String> residue(String path) {
    return server.ephemerals().entrySet().stream()
        .filter(node -> isAtOrBelow(path, node.getKey()) || isBeside(path, node.getKey()))
        .filter(node -> !MARK.matcher(node.getKey()).matches())
        .map(ServerInspector::describe)
        .toList();
  }

  private static boolean isAtOrBelow(String path, String node) {
    return node.equals(path) || node.startsWith(path + "/");
  }

  private static boolean isBeside(String path, String node) {
    return node.startsWith(path + "-__");
  }

  private static String describe(Map.Entry<String, Long> node) {
    return "%s of session 0x%x".formatted(node.getKey(), node.getValue());
  }

  /** Makes a node, and its parents, where they are missing. */
  private void create(String path) {
    var hand = server.hand();
    for (int end = path.indexOf('/', 1); end > 0; end = path.indexOf('/', end + 1)) {
      createOne(hand, path.substring(0, end));
    }
    createOne(hand, path);
  }

  private static void createOne(ZooKeeper hand, String path) {
    PlainClient.run(
        () -> {
          try {
            return hand.create(
                path, new byte[0], ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
          } catch (KeeperException.NodeExistsException e) {
            return path;
          }
        });
  }
}
