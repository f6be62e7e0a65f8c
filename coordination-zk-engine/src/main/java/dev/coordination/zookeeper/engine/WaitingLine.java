package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.Layout.Mode;
import dev.coordination.zookeeper.engine.PlaceInLine.Bid;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/*
 * The line of clients whose takers wait for an item, PATH-__wait__. Only the first in line watches the
 * queue, so that a put wakes one of them, however many there are. It leaves when its takers have what
 * they want, and its departure wakes the next, who looks for itself whether there is more.
 *
 * The line is a courtesy: what a taker gets is decided by the removal of the item alone. So nobody relies
 * on those ahead, who may be stopped, cut off, or avoid what there is: everybody looks from time to time.
 */
/** The place in line of one client at one queue. */
final class WaitingLine implements PlaceInLine.Owner {

  /** Is told when to look. */
  interface Owner {

    /** The place is the first now, or is not what it was. */
    void lineMoved();

    /** Time has passed. */
    void lookFromLine();

    /** The store refuses for good. */
    void failed(RuntimeException failure);
  }

  private final EngineClient engine;
  private final String path;
  private final Owner owner;
  private @Nullable PlaceInLine place;
  private boolean first;

  WaitingLine(EngineClient engine, String path, Owner owner) {
    this.engine = engine;
    this.path = Layout.waiting(path);
    this.owner = owner;
  }

  boolean isIn() {
    return place != null;
  }

  boolean isFirst() {
    return first;
  }

  /** Takes a place, unless there is one. */
  void enter(LiveSession session) {
    if (place == null) {
      PlaceInLine mine =
          new PlaceInLine(
              session, engine.layout(), new Bid(path, Mode.EXCLUSIVE, ""), engine.newId(), this);
      place = mine;
      mine.enter();
      lookLater(mine);
    }
  }

  void leave() {
    PlaceInLine mine = place;
    if (mine != null) {
      place = null;
      first = false;
      var unused = mine.leave();
    }
  }

  @Override
  public void first() {
    first = true;
    owner.lineMoved();
  }

  @Override
  public void doubted() {}

  @Override
  public void behind() {}

  @Override
  public void removed() {
    place = null;
    first = false;
    owner.lineMoved();
  }

  @Override
  public void failed(RuntimeException failure) {
    place = null;
    first = false;
    owner.failed(failure);
  }

  @Override
  public void interrupted() {}

  @Override
  public void resumed() {}

  @Override
  public void ended() {
    removed();
  }

  private void lookLater(PlaceInLine mine) {
    engine.schedule(
        Objects.requireNonNull(mine).session().validity().heartbeat(),
        () -> {
          if (mine == place) {
            if (!first) {
              owner.lookFromLine();
            }
            lookLater(mine);
          }
        });
  }
}
