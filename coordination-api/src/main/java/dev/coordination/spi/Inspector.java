package dev.coordination.spi;

import dev.coordination.CoordinationException;
import dev.coordination.Registration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * What a client also is that can tell what recipes have left at a path, whoever they belong to: for
 * tools that show an operator who holds what. Recipes never look at it.
 *
 * <p>The clients and views of every backend that {@linkplain CoordinationProvider a provider}
 * serves have this interface; one whose store others cannot share refuses.
 *
 * <pre>{@code
 * if (client instanceof Inspector inspector) {
 *   inspector.inspect("/jobs").findings().forEach(System.out::println);
 * }
 * }</pre>
 */
public interface Inspector {

  /**
   * Looks at a path. What is told is not older than the call; where it takes several reads, the
   * later ones may show more recent changes than the earlier ones.
   *
   * <p>Like all calls that wait for no one this is not interruptible and takes no longer than the
   * client's operation timeout.
   *
   * @param path the path
   * @return what there is
   * @throws IllegalArgumentException if the path is malformed
   * @throws UnsupportedOperationException if the backend has nothing to look at
   * @throws dev.coordination.NotPermittedException if reading is denied
   * @throws dev.coordination.ServiceUnavailableException if there is no reply in time
   * @throws IllegalStateException if the client is closed
   */
  Inspection inspect(String path);

  /**
   * Follows what is at a path. The listener is told what there is at first, and then again after
   * each change, or after several that came close together. Disconnection delays it, and the end of
   * a session does not end it. When reading fails, that is told instead, each time; it is tried
   * again after the next reconnection, if not sooner. All is told serially and in order.
   *
   * @param path the path
   * @param executor runs the listener
   * @param listener is told what there is
   * @param onFailure is told why it cannot be seen
   * @return ends it
   * @throws IllegalArgumentException if the path is malformed
   * @throws UnsupportedOperationException if the backend has nothing to look at
   * @throws IllegalStateException if the client is closed
   */
  Registration onInspection(
      String path,
      Executor executor,
      Consumer<? super Inspection> listener,
      Consumer<? super CoordinationException> onFailure);
}
