package dev.coordination.support;

import dev.coordination.support.AbstractParty.Onlooker;
import dev.coordination.support.AbstractParty.View;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/** One wait for enough members. */
final class Muster implements Onlooker {

  private final View view;
  private final int count;
  private final boolean once;
  private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

  /**
   * Creates the wait.
   *
   * @param views makes a view, without names, for its onlooker
   * @param count how many members are enough
   * @param once whether what is seen first decides
   */
  Muster(BiFunction<Boolean, Onlooker, View> views, int count, boolean once) {
    this.view = views.apply(false, this);
    this.count = count;
    this.once = once;
  }

  @Override
  public void changed() {
    List<String> seen = view.seen();
    if (seen != null && (once || seen.size() >= count)) {
      answer.complete(seen.size() >= count);
    }
  }

  @Override
  public void refused(RuntimeException failure) {
    answer.completeExceptionally(failure);
  }

  /** Waits, no longer than a time and until the scope is closed. */
  boolean await(Scope scope, Scheduler scheduler, Duration time) throws InterruptedException {
    Scope.Member member = this::close;
    scope.add(member);
    Deadline deadline = Deadline.after(scheduler, time);
    Scheduler.Timer timer = deadline.schedule(scheduler, () -> answer.complete(false));
    view.start();
    try {
      return Await.interruptibly(answer);
    } finally {
      view.close();
      timer.cancel();
      scope.remove(member);
    }
  }

  private CompletableFuture<Void> close() {
    answer.completeExceptionally(Scope.closedException());
    return CompletableFuture.completedFuture(null);
  }
}
