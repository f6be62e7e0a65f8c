package dev.coordination.it.roundtrips;

import dev.coordination.CoordinationClient;
import dev.coordination.Hold;
import dev.coordination.it.Bounded;
import dev.coordination.it.Onlooker;
import dev.coordination.zookeeper.testkit.RoundTrips;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * All clients in one line: whoever hands over goes to its end, and is there before the next does.
 */
final class RollingLine<H extends Hold> implements RoundTrips.Run<RuntimeException> {

  private record Place<H extends Hold>(CoordinationClient client, CompletableFuture<H> grant) {}

  private final SlowClients clients;
  private final IntConsumer awaitInLine;
  private final Function<CoordinationClient, CompletableFuture<H>> acquire;
  private final Queue<Place<H>> line = new ArrayDeque<>();

  RollingLine(
      SlowClients clients,
      Onlooker onlooker,
      String path,
      Function<CoordinationClient, CompletableFuture<H>> acquire) {
    this(clients, standing -> onlooker.awaitInLine(path, standing), acquire);
  }

  /**
   * Begins with every client in line.
   *
   * @param awaitInLine waits until so many hold or wait
   */
  RollingLine(
      SlowClients clients,
      IntConsumer awaitInLine,
      Function<CoordinationClient, CompletableFuture<H>> acquire) {
    this.clients = clients;
    this.awaitInLine = awaitInLine;
    this.acquire = acquire;
    clients.all().forEach(this::enqueue);
  }

  private void enqueue(CoordinationClient client) {
    line.add(new Place<>(client, acquire.apply(client)));
    awaitInLine.accept(line.size());
  }

  /** Times one hand-over, from the call of release to the next hold. */
  @Override
  public void run(RoundTrips.Stopwatch watch) {
    clients.settle();
    var head = line.remove();
    var hold = Bounded.get(head.grant());
    watch.start();
    var unused = hold.releaseAsync();
    var next = Bounded.get(line.element().grant());
    watch.stop();
    if (next.fencingToken() <= hold.fencingToken()) {
      throw new AssertionError(next + " after " + hold);
    }
    enqueue(head.client());
  }
}
