package dev.coordination.zookeeper.engine;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * The removal of a claim's node, so that its item is free again:
 *
 *   delete TAKEN at version 1
 *
 * A claim's name is not unique: when the reply is lost, somebody else may have claimed the item since.
 * So it is sent again only if [sync, get TAKEN] shows our ID. Nobody but us makes that claim end, and
 * so it is still ours when the second one arrives.
 */
/** One removal of one claim, for the janitor. */
final class ClaimRemoval implements Janitor.Errand {

  private static final Logger log = LoggerFactory.getLogger(ClaimRemoval.class);

  private final LiveSession session;
  private final String node;
  private final String id;
  private final Runnable freed;
  private final Runnable confirmed;
  private boolean sent;

  /**
   * Creates the errand.
   *
   * @param freed is run when the item can be claimed by whatever is sent next
   * @param confirmed is run when it is free for sure
   */
  ClaimRemoval(LiveSession session, String node, String id, Runnable freed, Runnable confirmed) {
    this.session = session;
    this.node = node;
    this.id = id;
    this.freed = freed;
    this.confirmed = confirmed;
  }

  @Override
  public CompletableFuture<Boolean> run() {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    if (sent) {
      deleteIfOurs(done);
    } else {
      sent = true;
      delete(done);
      freed.run();
    }
    return done;
  }

  private void delete(CompletableFuture<Boolean> done) {
    session.on(
        session.delete(node, Claim.VERSION),
        (deleted, failure) -> {
          if (failure != null && !ZnodeFailures.isCommitted(failure)) {
            log.debug("No answer, or a refusal, to the removal of {}", node, failure);
          }
          finish(done, failure);
        });
  }

  private void deleteIfOurs(CompletableFuture<Boolean> done) {
    ZnodeSession reads = session.reads();
    session.on(
        FreshRead.send(reads, node, () -> reads.getData(node, null)),
        (data, failure) -> {
          if (data != null && Layout.decode(data.data()).equals(id)) {
            delete(done);
          } else {
            finish(done, failure);
          }
        });
  }

  private void finish(CompletableFuture<Boolean> done, @Nullable ZnodeException failure) {
    boolean interrupted = failure != null && ZnodeFailures.isInterrupted(failure);
    if (!interrupted) {
      confirmed.run();
    }
    done.complete(!interrupted);
  }
}
