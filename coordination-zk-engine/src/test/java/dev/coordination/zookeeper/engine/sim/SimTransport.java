package dev.coordination.zookeeper.engine.sim;

import dev.coordination.support.Scheduler;
import dev.coordination.zookeeper.engine.SessionListener;
import dev.coordination.zookeeper.engine.ZnodeTransport;
import java.util.concurrent.Executor;

/** The transport of a simulated client. */
final class SimTransport implements ZnodeTransport {

  private final ClientCore core;
  private final SimulatedZooKeeper world;
  private final Scheduler scheduler;
  private final Executor callbacks;

  SimTransport(ClientCore core, SimulatedZooKeeper world, Scheduler scheduler, Executor callbacks) {
    this.core = core;
    this.world = world;
    this.scheduler = scheduler;
    this.callbacks = callbacks;
  }

  @Override
  public void start(SessionListener listener, Executor delivery) {
    world.run(() -> core.start(listener, delivery));
  }

  @Override
  public Scheduler scheduler() {
    return scheduler;
  }

  @Override
  public Executor callbackExecutor() {
    return callbacks;
  }

  /**
   * Waits only where waiting can help: not for virtual time to pass, nor in the delivery context.
   */
  @Override
  public void close() {
    world.call(core::close);
  }
}
