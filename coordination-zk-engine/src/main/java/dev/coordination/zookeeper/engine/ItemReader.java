package dev.coordination.zookeeper.engine;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/*
 * What is put by this client is known at once; what others put shows in the list, which is due anew
 * after a break of the link. A new session knows nothing: what was learnt, and every watch, belonged
 * to the one before.
 *
 * On the engine's loop.
 */
/**
 * What one client knows of one queue of either kind, and its place in the line of those who wait.
 * What is done with an item that is found differs.
 */
abstract class ItemReader
    implements LiveSession.Participant, ItemList.Owner, WaitingLine.Owner, QueueWriter.Observer {

  /** For how long this is kept when nobody uses it: to begin anew costs a list of all names. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  private final EngineClient engine;
  private final String path;
  private final Marks marks;
  private final QueueWriter writer;
  private final WaitingLine line;
  private final ItemList list;
  private @Nullable LiveSession session;
  private boolean connecting;
  private boolean aging;
  private long uses;
  private long searches;

  /**
   * Creates what knows nothing yet.
   *
   * @param path the queue's
   * @param items where the items' nodes lie
   */
  ItemReader(EngineClient engine, String path, String items) {
    this.engine = engine;
    this.path = path;
    this.marks = new Marks(engine, path);
    this.writer = new QueueWriter(engine, items, marks, this);
    this.line = new WaitingLine(engine, path, this);
    this.list = new ItemList(engine, items, this);
  }

  final EngineClient engine() {
    return engine;
  }

  final String path() {
    return path;
  }

  final Marks marks() {
    return marks;
  }

  final QueueWriter writer() {
    return writer;
  }

  final WaitingLine line() {
    return line;
  }

  final ItemList list() {
    return list;
  }

  final KnownItems known() {
    return list.known();
  }

  /** Forgets what only held for the session before. */
  abstract void forgetSession();

  /** {@return whether somebody seeks an item} */
  abstract boolean isSought();

  /** {@return whether something is left that only this knows of} */
  abstract boolean isHoldingItems();

  /** Notes that this is used, and lets it go when it has not been for a while. */
  final void used() {
    uses++;
    if (!aging) {
      aging = true;
      long before = uses;
      long searchesBefore = searches;
      engine.schedule(KEPT, () -> aged(before, searchesBefore));
    }
  }

  /** Notes that somebody seeks an item. */
  final void sought() {
    searches++;
  }

  private void aged(long before, long searchesBefore) {
    aging = false;
    if (before == uses && isIdle()) {
      retire();
    } else {
      if (searchesBefore == searches && !isSought()) {
        dropKnown();
      }
      used();
    }
  }

  private boolean isIdle() {
    return !isSought()
        && !isHoldingItems()
        && !known().isAnyOut()
        && writer.isIdle()
        && marks.isIdle();
  }

  private void retire() {
    engine.queues().retire(this);
    line.leave();
    list.retire();
    marks.retire();
    if (session != null) {
      unwatch(session);
      session.leave(this);
      session = null;
    }
  }

  /** Takes off the watches that only this sets. */
  void unwatch(LiveSession current) {}

  /** Forgets what there is to be had: it is many names, and nobody asks for them. */
  private void dropKnown() {
    known().drop();
    forgetValues();
  }

  /** Forgets the values of items, if any are known. */
  void forgetValues() {}

  /** {@return the session if its link is up; else null, and this is served again when one is} */
  final @Nullable LiveSession connected() {
    LiveSession current = session;
    if (current != null && current.isConnected()) {
      return current;
    }
    if (!connecting) {
      connecting = true;
      engine.whenConnected(this::begin, this::isGivenUp);
    }
    return connecting ? null : session; // begun at once if the link is up
  }

  /** Tells whether nobody waits for the link any more; then the next one begins anew. */
  private boolean isGivenUp() {
    connecting = connecting && isSought();
    return !connecting;
  }

  private void begin(LiveSession current) {
    if (!connecting) {
      return; // given up, or begun anew since
    }
    connecting = false;
    if (session != current) {
      session = current;
      current.join(this);
      list.begin(current);
      forgetSession();
      engine.run(this::serve);
    }
  }

  /** {@return whether an answer that came in this session still counts} */
  final boolean isCurrent(LiveSession answered) {
    return answered == session;
  }

  @Override
  public final boolean watches() {
    return line.isFirst();
  }

  @Override
  public final void lineMoved() {
    serve();
  }

  @Override
  public final void lookFromLine() {
    list.setDue();
    serve();
  }

  @Override
  public final void put(List<ItemName> names) {
    names.forEach(known()::put);
    serve();
  }

  @Override
  public final void putUnseen() {
    known().forget();
    serve();
  }

  @Override
  public final void resumed() {
    list.setDue();
    serve();
  }

  @Override
  public final void ended() {
    session = null;
    list.end();
    forgetSession();
    serve();
  }
}
