package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.Roll.Member;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.Children;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeStat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 * Follows who is in a party.
 *
 * List with a watch on the list; read what the new names hold, all at once; tell. When the watch fires,
 * again; if answers are out then, as soon as they are in. The list that sets the watch shows everything
 * before it and the watch tells of what comes after, so nothing falls between; and changes that come
 * while a look is under way cost one more look, however many they are. While the path does not exist it
 * is watched instead.
 *
 * What a node holds never changes while its name stands, and no member of ours has a name twice. kazoo's
 * may have, in another session: so after a break of the link everything is read anew.
 *
 * The first look in each session is behind a sync, so that a lagging server never takes the story back.
 * When the link breaks between the two, the second may be answered on the next connection: then it is
 * time to look again at once, since nobody will say any more that the link is back.
 *
 * On the engine's loop, all of it but start and close.
 */
final class RollWatch implements LiveSession.Participant {

  /** Is told what is seen, on the loop, until {@link #close}. */
  interface Owner {

    /** These are the members, in no order: at first, and after each change, or several. */
    void seen(List<Member> members);

    /** The store refuses to tell; it is asked again after the next break of the link. */
    void refused(RuntimeException failure);
  }

  private final EngineClient engine;
  private final String path;
  private final Predicate<String> isMember;
  private final boolean reading;
  private final Owner owner;
  private final Map<String, Member> known = new HashMap<>();
  private @Nullable LiveSession session;

  /** On the list, or on the path while there is none. */
  private final PathWatch watch;

  /** The first look in this session has not been answered. */
  private boolean beginning;

  private boolean looking;

  /** What is known may be of a name that stands for another node by now. */
  private boolean doubtful;

  /** Another look is due as soon as this one is over, or the link is back. */
  private boolean due;

  private volatile boolean closed;

  /**
   * Creates one that follows nothing yet.
   *
   * @param isMember tells the members' names from others
   * @param reading whether the members' data is wanted; if not, they are told without it
   */
  RollWatch(
      EngineClient engine, String path, Predicate<String> isMember, boolean reading, Owner owner) {
    this.engine = engine;
    this.path = path;
    this.watch = new PathWatch(engine, path, this::look);
    this.isMember = isMember;
    this.reading = reading;
    this.owner = owner;
  }

  /** Begins, or does as soon as there is a connection. On any thread. */
  void start() {
    engine.run(this::seekSession);
  }

  /** Ends. On any thread. */
  void close() {
    closed = true;
    engine.run(this::leaveSession);
  }

  private void seekSession() {
    engine.whenConnected(this::begin, () -> closed);
  }

  private void begin(LiveSession fresh) {
    if (!closed) {
      session = fresh;
      fresh.join(this);
      beginning = true;
      look();
    }
  }

  @Override
  public void resumed() {
    doubtful = true;
    if (due) {
      look();
    }
  }

  @Override
  public void ended() {
    leaveSession();
    seekSession();
  }

  private void leaveSession() {
    LiveSession current = session;
    if (current != null) {
      watch.takeOff(current.reads());
      current.leave(this);
      session = null;
      looking = false;
      known.clear();
    }
  }

  private void look() {
    LiveSession current = session;
    due = true;
    if (current != null && !looking && current.isConnected()) {
      due = false;
      looking = true;
      forgetDoubtful();
      Consumer<NodeEvent> fresh = watch.renew(current.reads());
      ask(current, list(current.reads(), fresh), this::listed);
    }
  }

  private void forgetDoubtful() {
    if (doubtful) {
      known.clear();
      doubtful = false;
    }
  }

  private CompletableFuture<Children> list(ZnodeSession reads, Consumer<NodeEvent> fresh) {
    return beginning
        ? FreshRead.send(reads, path, () -> reads.getChildren(path, fresh))
        : reads.getChildren(path, fresh);
  }

  private <T> void ask(
      LiveSession current, CompletableFuture<T> request, BiConsumer<LiveSession, T> handler) {
    current.on(
        request,
        (value, failure) -> {
          if (current != session) {
            return;
          }
          if (failure == null) {
            handler.accept(current, Objects.requireNonNull(value));
          } else {
            missed(current, failure);
          }
        });
  }

  private void listed(LiveSession current, Children children) {
    beginning = false;
    List<String> names = children.names().stream().filter(isMember).toList();
    known.keySet().retainAll(names);
    List<String> unknown = names.stream().filter(name -> !known.containsKey(name)).toList();
    if (reading) {
      ask(current, Roll.read(current.reads(), path, unknown), this::read);
    } else {
      read(current, Roll.unread(unknown));
    }
  }

  private void read(LiveSession current, List<Member> members) {
    members.forEach(member -> known.put(member.name(), member));
    tell();
  }

  private void tell() {
    looking = false;
    if (!closed) {
      owner.seen(List.copyOf(known.values()));
    }
    if (due) {
      look();
    }
  }

  private void missed(LiveSession current, ZnodeException failure) {
    if (failure.code() == Code.NO_NODE) {
      beginning = false;
      awaitPath(current);
      return;
    }
    watch.takeOff(current.reads()); // it is set all the same if only the sync was lost
    looking = false;
    due = true;
    if (ZnodeFailures.isInterrupted(failure)) {
      look(); // the link may be back already: what was lost may be one of several requests
    } else if (!closed) {
      owner.refused(ZnodeFailures.toApi(failure, path));
    }
  }

  private void awaitPath(LiveSession current) {
    ZnodeSession reads = current.reads();
    ask(current, reads.exists(path, watch.renew(reads)), this::lookedForPath);
  }

  private void lookedForPath(LiveSession current, Optional<NodeStat> stat) {
    if (stat.isPresent()) {
      looking = false;
      look();
    } else {
      known.clear();
      tell();
    }
  }
}
