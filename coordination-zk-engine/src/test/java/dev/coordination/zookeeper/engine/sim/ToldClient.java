package dev.coordination.zookeeper.engine.sim;

import dev.coordination.support.SerialExecutor;
import dev.coordination.zookeeper.engine.SessionListener;
import dev.coordination.zookeeper.engine.ZnodeException;
import dev.coordination.zookeeper.engine.ZnodeSession;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client of a simulated world that keeps its session and what it is told. */
final class ToldClient implements SessionListener {
  final SimClient sim;
  final List<String> told = new ArrayList<>();
  ZnodeSession session;
  long sentNanos;

  ToldClient(SimClient sim) {
    this.sim = sim;
    sim.transport().start(this, new SerialExecutor(Runnable::run));
  }

  @Override
  public void established(ZnodeSession of, long sent) {
    session = of;
    sentNanos = sent;
    told.add("established");
  }

  @Override
  public void suspended(ZnodeSession of) {
    told.add("suspended");
  }

  @Override
  public void resumed(ZnodeSession of, long sent) {
    sentNanos = sent;
    told.add("resumed");
  }

  @Override
  public void ended(ZnodeSession of) {
    told.add("ended");
  }

  CompletableFuture<ZnodeSession.Created> create(String path) {
    return session.create(path, new byte[0], NodeKind.EPHEMERAL);
  }

  boolean sees(String path) {
    return session.exists(path, null).join().isPresent();
  }

  static ZnodeException.Code codeOf(CompletableFuture<?> future) {
    try {
      Object value = future.get(0, TimeUnit.SECONDS);
      throw new AssertionError("Completed with " + value);
    } catch (ExecutionException e) {
      return ((ZnodeException) e.getCause()).code();
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static void pass(SimulatedZooKeeper world, double seconds) {
    world.advance(Duration.ofMillis((long) (seconds * 1000)));
  }
}
