package dev.coordination.examples;

import dev.coordination.LockingQueue;

/** Ships orders, on as many machines as there are; what one of them leaves undone another does. */
public final class Shipping {

  /** Where orders leave the house. */
  @FunctionalInterface
  public interface Warehouse {

    /**
     * Ships an order, unless that has been done or somebody with a larger token is at it.
     *
     * @param order the order
     * @param token the fencing token of the claim under which the caller acts
     */
    void ship(String order, long token);
  }

  private final LockingQueue<String> orders;
  private final Warehouse warehouse;

  /**
   * Creates the service.
   *
   * @param orders where orders come in
   * @param warehouse ships them
   */
  public Shipping(LockingQueue<String> orders, Warehouse warehouse) {
    this.orders = orders;
    this.warehouse = warehouse;
  }

  /**
   * Ships until interrupted.
   *
   * @throws InterruptedException when interrupted
   */
  public void work() throws InterruptedException {
    orders.consume(item -> warehouse.ship(item.value(), item.fencingToken()));
  }
}
