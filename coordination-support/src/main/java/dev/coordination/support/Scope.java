package dev.coordination.support;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What was obtained through one client or view and ends with it: waits, holds, subscriptions and
 * the views made from it.
 */
public final class Scope {

  /** Something that ends when its scope does. */
  @FunctionalInterface
  public interface Member {
    /**
     * Ends it. Must not block.
     *
     * @return completes, in bounded time and never exceptionally, when that is done
     */
    CompletableFuture<@Nullable Void> end();
  }

  private final Set<Member> members = new LinkedHashSet<>();
  private final CompletableFuture<@Nullable Void> closed = new CompletableFuture<>();
  private boolean open = true;

  /** Creates an open scope. */
  public Scope() {}

  /**
   * Creates a scope that closes with this one at the latest.
   *
   * @return the inner scope
   * @throws IllegalStateException if this scope is closed
   */
  public Scope child() {
    Scope child = new Scope();
    Member asMember = child::close;
    add(asMember);
    var unused = child.closed.whenComplete((done, failure) -> remove(asMember));
    return child;
  }

  /** {@return whether this scope has not been closed} */
  public synchronized boolean isOpen() {
    return open;
  }

  /**
   * Fails if this scope is closed.
   *
   * @throws IllegalStateException if this scope is closed
   */
  public void ensureOpen() {
    if (!isOpen()) {
      throw closedException();
    }
  }

  /** {@return what calls on a closed client fail with} */
  public static IllegalStateException closedException() {
    return new IllegalStateException("closed");
  }

  /**
   * Adds a member.
   *
   * @param member ends with this scope
   * @throws IllegalStateException if this scope is closed
   */
  public synchronized void add(Member member) {
    ensureOpen();
    members.add(member);
  }

  /**
   * Forgets a member that has ended by itself.
   *
   * @param member the member
   */
  public synchronized void remove(Member member) {
    members.remove(member);
  }

  /**
   * Closes this scope and ends its members, the newest first. Closing again changes nothing.
   *
   * @return completes when every member has ended
   */
  public CompletableFuture<@Nullable Void> close() {
    List<Member> ending = shut();
    if (ending != null) {
      Collections.reverse(ending);
      var ends = ending.stream().map(Member::end).toArray(CompletableFuture[]::new);
      var unused =
          CompletableFuture.allOf(ends).whenComplete((d, failure) -> closed.complete(null));
    }
    return closed;
  }

  /** {@return the members to end, or null if somebody else has closed this scope} */
  private synchronized @Nullable List<Member> shut() {
    if (!open) {
      return null;
    }
    open = false;
    List<Member> ending = new ArrayList<>(members);
    members.clear();
    return ending;
  }
}
