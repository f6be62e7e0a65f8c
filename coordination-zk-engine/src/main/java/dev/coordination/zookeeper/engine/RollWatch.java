package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.Roll.Member;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/*
 * Follows who is in a party.
 *
 * List with a watch on the list; read what the new names hold, all at once; tell. The list that sets the
 * watch shows everything before it and the watch tells of what comes after, so nothing falls between.
 * While the path does not exist it is watched instead.
 *
 * What a node holds never changes while its name stands, and no member of ours has a name twice. kazoo's
 * may have, in another session: so after a break of the link everything is read anew.
 */
final class RollWatch extends PathFollower {

  /** Is told what is seen, on the loop, until {@link #close}. */
  interface Owner {

    /** These are the members, in no order: at first, and after each change, or several. */
    void seen(List<Member> members);

    /** The store refuses to tell; it is asked again after the next break of the link. */
    void refused(RuntimeException failure);
  }

  private final String path;
  private final Predicate<String> isMember;
  private final boolean reading;
  private final Owner owner;
  private final Map<String, Member> known = new HashMap<>();

  /** On the list, or on the path while there is none. */
  private final PathWatch watch;

  /** What is known may be of a name that stands for another node by now. */
  private boolean doubtful;

  /**
   * Creates one that follows nothing yet.
   *
   * @param isMember tells the members' names from others
   * @param reading whether the members' data is wanted; if not, they are told without it
   */
  RollWatch(
      EngineClient engine, String path, Predicate<String> isMember, boolean reading, Owner owner) {
    super(engine, path);
    this.path = path;
    this.watch = new PathWatch(engine, path, this::look);
    this.isMember = isMember;
    this.reading = reading;
    this.owner = owner;
  }

  @Override
  public void resumed() {
    doubtful = true;
    super.resumed();
  }

  @Override
  void begin(ZnodeSession reads) {
    if (doubtful) {
      known.clear();
      doubtful = false;
    }
    list(
        reads,
        watch.renew(reads),
        children -> listed(reads, children),
        () -> awaitPath(reads, watch.renew(reads), this::noneIsThere));
  }

  @Override
  void abandon(ZnodeSession reads) {
    watch.takeOff(reads); // it is set all the same if only the sync was lost
  }

  @Override
  void leave(ZnodeSession reads) {
    watch.takeOff(reads);
    known.clear();
  }

  @Override
  void refused(ZnodeException failure) {
    owner.refused(ZnodeFailures.toApi(failure, path));
  }

  private void listed(ZnodeSession reads, Children children) {
    List<String> names = children.names().stream().filter(isMember).toList();
    known.keySet().retainAll(names);
    List<String> unknown = names.stream().filter(name -> !known.containsKey(name)).toList();
    if (reading) {
      ask(Roll.read(reads, path, unknown), this::read);
    } else {
      read(Roll.unread(unknown));
    }
  }

  private void noneIsThere() {
    known.clear();
    tell();
  }

  private void read(List<Member> members) {
    members.forEach(member -> known.put(member.name(), member));
    tell();
  }

  private void tell() {
    if (!isClosed()) {
      owner.seen(List.copyOf(known.values()));
    }
    looked();
  }
}
