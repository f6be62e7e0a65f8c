package dev.coordination.zookeeper.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** Keeps what a transport tells, in order, together with the notes that tests make in between. */
final class SessionLog implements SessionListener {

  private record Waiter(
      Predicate<List<String>> condition, CompletableFuture<List<String>> future) {}

  private final ZnodeTransport transport;
  private final List<String> entries = new ArrayList<>();
  private final List<ZnodeSession> sessions = new ArrayList<>();
  private final List<Waiter> waiters = new ArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger overlaps = new AtomicInteger();

  SessionLog(ZnodeTransport transport) {
    this.transport = transport;
  }

  @Override
  public void established(ZnodeSession session, long sentNanos) {
    synchronized (this) {
      sessions.add(session);
    }
    note("established" + number(session) + late(sentNanos));
  }

  @Override
  public void suspended(ZnodeSession session) {
    note("suspended" + number(session));
  }

  @Override
  public void resumed(ZnodeSession session, long sentNanos) {
    note("resumed" + number(session) + late(sentNanos));
  }

  @Override
  public void ended(ZnodeSession session) {
    note("ended" + number(session));
  }

  private String late(long sentNanos) {
    return sentNanos - transport.scheduler().nanoTime() > 0 ? " sent in the future" : "";
  }

  /** Sessions are numbered by identity: a new object is a new session. */
  private synchronized int number(ZnodeSession session) {
    for (int i = 0; i < sessions.size(); i++) {
      if (sessions.get(i) == session) {
        return i;
      }
    }
    return -1;
  }

  void note(String entry) {
    if (inside.getAndIncrement() > 0) {
      overlaps.incrementAndGet();
    }
    complete(add(entry));
    inside.decrementAndGet();
  }

  private synchronized List<Waiter> add(String entry) {
    entries.add(entry);
    var ready = waiters.stream().filter(w -> w.condition.test(entries)).toList();
    waiters.removeAll(ready);
    return ready;
  }

  private void complete(List<Waiter> ready) {
    ready.forEach(waiter -> waiter.future.complete(entries()));
  }

  synchronized List<String> entries() {
    return List.copyOf(entries);
  }

  int overlaps() {
    return overlaps.get();
  }

  /** Completes when the entry is there. */
  synchronized CompletableFuture<List<String>> until(String entry) {
    return until(list -> list.contains(entry));
  }

  synchronized CompletableFuture<List<String>> until(Predicate<List<String>> condition) {
    var future = new CompletableFuture<List<String>>();
    if (condition.test(entries)) {
      future.complete(entries());
    } else {
      waiters.add(new Waiter(condition, future));
    }
    return future;
  }

  /** Completes with the n-th session, counted from 0, when it is established. */
  CompletableFuture<ZnodeSession> session(int n) {
    return until("established" + n).thenApply(list -> at(n));
  }

  private synchronized ZnodeSession at(int n) {
    return sessions.get(n);
  }
}
