package dev.coordination.zookeeper.engine;

import dev.coordination.zookeeper.engine.ZnodeSession.NodeEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The watch that somebody keeps on one path: one at a time, set by the read that it is given to.
 * The event of one that was replaced or taken off, which may be on its way, is told to nobody.
 *
 * <p>On the engine's loop.
 */
final class PathWatch {

  private final EngineClient engine;
  private final String path;
  private final Runnable fired;
  private @Nullable Consumer<NodeEvent> current;

  /**
   * Creates what watches nothing yet.
   *
   * @param fired is told of an event, when the watch is not set any more
   */
  PathWatch(EngineClient engine, String path, Runnable fired) {
    this.engine = engine;
    this.path = path;
    this.fired = fired;
  }

  /** {@return whether a watch was given out that has neither fired nor been taken off} */
  boolean isSet() {
    return current != null;
  }

  /** {@return a watch to give to a read, in place of the one before} */
  Consumer<NodeEvent> renew(ZnodeSession reads) {
    takeOff(reads);
    Consumer<NodeEvent> fresh =
        new Consumer<>() {
          @Override
          public void accept(NodeEvent event) {
            engine.run(() -> fire(this));
          }
        };
    current = fresh;
    return fresh;
  }

  private void fire(Consumer<NodeEvent> which) {
    if (which == current) {
      current = null;
      fired.run();
    }
  }

  void takeOff(ZnodeSession reads) {
    Consumer<NodeEvent> last = current;
    current = null;
    if (last != null) {
      reads.unwatch(path, last);
    }
  }

  /** It has gone with its session. */
  void forget() {
    current = null;
  }
}
