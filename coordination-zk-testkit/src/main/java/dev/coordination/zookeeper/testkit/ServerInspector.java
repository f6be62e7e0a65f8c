package dev.coordination.zookeeper.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.tck.StoreInspector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
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

  /** {@code <32 hex digits>__lock__<10 digits>}, of a reader {@code __rlock__} */
  private static final Pattern CONTENDER = Pattern.compile("[0-9a-f]{32}__r?lock__(\\d{10})");

  private static final Pattern PERMIT = Pattern.compile("[0-9a-f]{32}");

  /** {@code <32 hex digits>__party__}, in a shallow party {@code <32 hex digits>-<identifier>} */
  private static final Pattern MEMBER = Pattern.compile("[0-9a-f]{32}(__party__|-.*)");

  /** {@code entry-<3-digit priority>-<10 digits>} */
  private static final Pattern ITEM = Pattern.compile("entry-(\\d{3})-\\d{10}");

  /** What this library writes; identifiers in tests need no escapes. */
  private static final Pattern LEASE =
      Pattern.compile("\\{\"version\": 1, \"holder\": \"(.*)\", \"end\": \"(.*)\"\\}");

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
    return server.atOnce(
        () -> line(path).stream().flatMap(node -> contender(node, stake(node)).stream()).toList());
  }

  private static Stake stake(String node) {
    return node.contains("__rlock__") ? Stake.SHARED : Stake.EXCLUSIVE;
  }

  @Override
  public List<Contender> permits(String path) {
    return server.atOnce(
        () -> {
          var line = new ArrayList<Contender>();
          permitNodes(path).forEach(node -> contender(node, Stake.PERMIT).ifPresent(line::add));
          line(guard(path)).forEach(node -> contender(node, Stake.WAITING).ifPresent(line::add));
          return line;
        });
  }

  private List<String> permitLine(String path) {
    var line = new ArrayList<>(permitNodes(path));
    line.addAll(line(guard(path)));
    return line;
  }

  private List<String> permitNodes(String path) {
    return server.children(path).stream()
        .filter(name -> PERMIT.matcher(name).matches())
        .map(name -> path + "/" + name)
        .sorted(Comparator.comparingLong(this::created))
        .toList();
  }

  private long created(String node) {
    var stat = new Stat();
    return server.read(node, stat).isPresent() ? stat.getCzxid() : Long.MAX_VALUE;
  }

  /** Who waits for a permit stands in the line of a lock beside the semaphore. */
  private static String guard(String path) {
    return path + "-__lock__";
  }

  /** The nodes of a line, in order. */
  private List<String> line(String path) {
    var line = new ArrayList<Named>();
    for (var name : server.children(path)) {
      var matcher = CONTENDER.matcher(name);
      if (matcher.matches()) {
        line.add(new Named(name, Long.parseLong(matcher.group(1))));
      }
    }
    return line.stream()
        .sorted(Comparator.comparingLong(Named::sequence))
        .map(named -> path + "/" + named.name())
        .toList();
  }

  private Optional<Contender> contender(String node, Stake stake) {
    var stat = new Stat();
    return server
        .read(node, stat)
        .map(
            data ->
                new Contender(
                    new String(data, UTF_8),
                    stat.getCzxid(),
                    server.isAlive(stat.getEphemeralOwner()),
                    stake));
  }

  @Override
  public void deleteContender(String path, int position) {
    deleteOne(() -> line(path).get(position));
  }

  @Override
  public void deletePermit(String path, int position) {
    deleteOne(() -> server.atOnce(() -> permitLine(path)).get(position));
  }

  private void deleteOne(Supplier<String> choice) {
    while (!deleted(Op.delete(choice.get(), -1))) {
      Thread.onSpinWait(); // it went by itself between the look and the deletion
    }
  }

  @Override
  public List<Item> items(String path) {
    return itemsAt(path, name -> 0);
  }

  @Override
  public List<Item> lockingItems(String path) {
    return itemsAt(path + "/entries", name -> czxid(path + "/taken/" + name));
  }

  private List<Item> itemsAt(String path, ToLongFunction<String> claim) {
    return server.atOnce(
        () ->
            server.children(path).stream()
                .sorted()
                .map(ITEM::matcher)
                .filter(Matcher::matches)
                .flatMap(item -> item(path, item, claim).stream())
                .toList());
  }

  private Optional<Item> item(String path, Matcher name, ToLongFunction<String> claim) {
    int priority = Integer.parseInt(name.group(1));
    return server
        .read(path + "/" + name.group(), new Stat())
        .map(data -> new Item(name.group(), priority, data, claim.applyAsLong(name.group())));
  }

  private long czxid(String node) {
    var stat = new Stat();
    return server.read(node, stat).map(data -> stat.getCzxid()).orElse(0L);
  }

  @Override
  public void deleteClaim(String path, String name) {
    var hand = server.hand();
    PlainClient.execute(() -> hand.delete(path + "/taken/" + name, -1));
  }

  @Override
  public List<Member> members(String path) {
    return server.atOnce(
        () -> memberNodes(path).stream().flatMap(node -> member(node).stream()).toList());
  }

  private List<String> memberNodes(String path) {
    return server.children(path).stream()
        .filter(name -> MEMBER.matcher(name).matches())
        .map(name -> path + "/" + name)
        .sorted(Comparator.comparingLong(this::created))
        .toList();
  }

  private Optional<Member> member(String node) {
    return contender(node, Stake.EXCLUSIVE)
        .map(one -> new Member(one.identifier(), one.token(), one.live()));
  }

  @Override
  public void deleteMember(String path, int position) {
    deleteOne(() -> server.atOnce(() -> memberNodes(path)).get(position));
  }

  /** In one transaction, the last in line first: nobody is granted anything by the removal. */
  @Override
  public Optional<StoredLease> lease(String path) {
    var stat = new Stat();
    return server
        .read(slot(path), stat)
        .map(data -> LEASE.matcher(new String(data, UTF_8)))
        .filter(Matcher::matches)
        .map(
            lease ->
                new StoredLease(
                    lease.group(1), Instant.parse(lease.group(2) + "Z"), stat.getCzxid()));
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
    return read(slot(path));
  }

  @Override
  public void deleteAll(String path) {
    while (server.exists(path) && !deleted(allAt(path))) {
      Thread.onSpinWait(); // somebody came or went between the look and the transaction
    }
  }

  private Op[] allAt(String path) {
    var deletions = new ArrayList<Op>();
    collect(path, deletions);
    return deletions.toArray(Op[]::new);
  }

  private boolean deleted(Op... deletions) {
    var hand = server.hand();
    return PlainClient.run(
        () -> {
          try {
            hand.multi(List.of(deletions));
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
