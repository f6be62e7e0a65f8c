package dev.coordination.zookeeper.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ZnodeSessionContract} needs to know of a store, its transports and their faults.
 *
 * <p>Every client has a link of its own. What is done <em>by hand</em> is done by somebody else, on
 * the same store, and is confirmed when the method returns. Paths are those of the transports.
 *
 * <p>Nothing here polls or sleeps: a simulation lets virtual time pass, a real store is awaited.
 */
public abstract class ZnodeSessionFixture implements AutoCloseable {

  /** A client: a transport, not started, and the faults of its link and of its sessions. */
  public abstract static class Client {

    /** Returns the transport, always the same. */
    public abstract ZnodeTransport transport();

    /** Breaks the link and refuses to connect again. What is on the wire is lost. */
    public abstract void cutLink();

    /** Lets the client connect again. */
    public abstract void restoreLink();

    /** Loses the client's next request: it does not arrive, and the connection breaks once. */
    public abstract void dropNextRequest();

    /**
     * Loses the reply to the client's next request: it is applied, and the connection breaks once.
     */
    public abstract void dropNextReply();

    /**
     * Cuts the link until the store has expired the session for want of a sign of life, and returns
     * then, with the link still cut.
     */
    public abstract void expireByTime(ZnodeSession session);

    /** Makes the store end the session at once, behind the client's back. */
    public abstract void expireNow(ZnodeSession session);

    /**
     * Returns whether the transport's close ends the session, as it does unless somebody lent it.
     */
    public boolean ownsSession() {
      return true;
    }
  }

  /** Returns a new client. */
  public abstract Client newClient();

  /** Waits until the future is complete, but not for ever, and returns its value. */
  protected abstract <T extends @Nullable Object> T get(CompletableFuture<T> future)
      throws ExecutionException;

  /** Waits for the future, which is expected to complete normally. */
  public final <T extends @Nullable Object> T await(CompletableFuture<T> future) {
    try {
      return get(future);
    } catch (ExecutionException e) {
      throw new AssertionError("Expected to succeed: " + e.getCause(), e.getCause());
    }
  }

  /** Waits for the future, which is expected to fail, and returns why it did. */
  public final ZnodeException awaitFailure(CompletableFuture<?> future) {
    try {
      Object value = get(future);
      throw new AssertionError("Expected to fail, but completed with " + value);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ZnodeException failure) {
        return failure;
      }
      throw new AssertionError("Expected a ZnodeException", e.getCause());
    }
  }

  /** Creates a persistent node. */
  public abstract void createByHand(String path);

  /** Sets the data of a node. */
  public abstract void setDataByHand(String path, byte[] data);

  /** Deletes a node. */
  public abstract void deleteByHand(String path);

  /** Returns whether a node exists. */
  public abstract boolean existsByHand(String path);

  /** Ends all clients, and the store if it is this fixture's. */
  @Override
  public abstract void close();
}
