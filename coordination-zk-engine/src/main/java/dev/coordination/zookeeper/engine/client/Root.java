package dev.coordination.zookeeper.engine.client;

import dev.coordination.support.Await;
import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The path under which the recipes' paths lie, which they do not know of: made before a session
 * opens, and made again when it turns out to be missing.
 *
 * <pre>
 * make      [create each element, exists root], sent at once. Elements that are there may be refused
 *           to be made all the same, so the look at the end decides.
 * missed    a create that finds no parent: [make], ahead of whatever the recipe sends when it is told
 * refused   the root is missing and cannot be made. Creates under way at that moment, which were
 *           sent behind the attempt, are told so instead of "no parent": or their recipe would
 *           make parents and try again for ever. Later ones make the next attempt.
 * </pre>
 */
final class Root {

  private static final Logger log = LoggerFactory.getLogger(Root.class);
  private static final byte[] NO_DATA = {};

  private final ZooKeeper handle;
  private final Realm realm;
  private final Requests requests;

  // In the delivery context
  private @Nullable ZnodeException refusal;
  private long refusedNanos;

  /**
   * Creates the root of one session; nothing is sent yet.
   *
   * @param handle the session's handle
   * @param realm says what the root is
   * @param requests the session's requests
   */
  Root(ZooKeeper handle, Realm realm, Requests requests) {
    this.handle = handle;
    this.realm = realm;
    this.requests = requests;
  }

  /** Makes the elements that are missing; fails if they cannot be made. */
  CompletableFuture<@Nullable Void> prepare() {
    CompletableFuture<@Nullable Void> done = CompletableFuture.completedFuture(null);
    return realm.root().isEmpty() ? done : exists().thenCompose(there -> there ? done : make());
  }

  /** A create has failed: with the reason, unless it lacks the root, and there is a better one. */
  void missed(Reply<?> reply, ZnodeException failure) {
    if (failure.code() == Code.NO_NODE && !realm.root().isEmpty()) {
      var unused = make();
      reply.failed(() -> reason(reply, failure));
    } else {
      reply.failed(() -> failure);
    }
  }

  private ZnodeException reason(Reply<?> reply, ZnodeException failure) {
    boolean behindTheAttempt = refusedNanos - reply.sentNanos > 0;
    return refusal != null && behindTheAttempt ? refusal : failure;
  }

  private CompletableFuture<@Nullable Void> make() {
    List<CompletableFuture<@Nullable Void>> elements =
        realm.rootElements().stream().map(this::create).toList();
    return exists().thenApply(there -> made(there ? null : lastRefusal(elements)));
  }

  private @Nullable Void made(@Nullable ZnodeException refused) {
    if (refused != null) {
      if (refusal == null) {
        log.warn("The root {} is missing and cannot be made: {}", realm.root(), text(refused));
      }
      refusedNanos = System.nanoTime();
    }
    refusal = refused;
    if (refused != null) {
      throw new CompletionException(refused);
    }
    return null;
  }

  private static String text(ZnodeException refused) {
    return String.valueOf(refused.getMessage());
  }

  /** Elements below one that could not be made lack their parent, which says nothing. */
  private static @Nullable ZnodeException lastRefusal(
      List<CompletableFuture<@Nullable Void>> elements) {
    ZnodeException last = null;
    for (CompletableFuture<@Nullable Void> element : elements) {
      if (failure(element) instanceof ZnodeException refused && refused.code() != Code.NO_NODE) {
        last = refused;
      }
    }
    return last;
  }

  private static @Nullable Throwable failure(CompletableFuture<@Nullable Void> answered) {
    return answered
        .handle((done, failure) -> failure == null ? null : Await.unwrap(failure))
        .join();
  }

  private CompletableFuture<@Nullable Void> create(String element) {
    return requests.send(
        element,
        reply ->
            handle.create(
                element,
                NO_DATA,
                realm.rootAccess().apply(element),
                CreateMode.PERSISTENT,
                (rc, at, context, name) -> reply.got(orPresent(rc), () -> null),
                null));
  }

  /** A node that must not be looked at is there; an absent one has nobody's permissions. */
  private CompletableFuture<Boolean> exists() {
    return requests
        .<Boolean>send(
            realm.root(),
            reply ->
                handle.exists(
                    realm.root(),
                    false,
                    (rc, at, context, stat) -> reply.got(orAbsent(rc), () -> stat != null),
                    null))
        .exceptionally(Root::isThereIfDenied);
  }

  private static boolean isThereIfDenied(Throwable failure) {
    if (Await.unwrap(failure) instanceof ZnodeException denied && denied.code() == Code.NO_AUTH) {
      return true;
    }
    throw new CompletionException(Await.unwrap(failure));
  }

  private static int orPresent(int rc) {
    boolean present = rc == KeeperException.Code.NODEEXISTS.intValue();
    return present ? KeeperException.Code.OK.intValue() : rc;
  }

  private static int orAbsent(int rc) {
    boolean absent = rc == KeeperException.Code.NONODE.intValue();
    return absent ? KeeperException.Code.OK.intValue() : rc;
  }
}
