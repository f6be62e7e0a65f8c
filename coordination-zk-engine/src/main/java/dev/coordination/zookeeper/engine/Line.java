package dev.coordination.zookeeper.engine;

import dev.coordination.Hold;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import dev.coordination.zookeeper.engine.Layout.Mode;
import dev.coordination.zookeeper.engine.PlaceInLine.Bid;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * The line of contenders at one path, as one recipe sees it: how to get in, and who stands there.
 *
 * @param <H> what the one at its head is granted
 */
final class Line<H extends Hold> {

  private final EngineClient engine;
  private final RecipeContext context;
  private final Contender.PlaceMaker places;
  private final Contender.HoldMaker<H> holdMaker;

  Line(
      EngineClient engine,
      RecipeContext context,
      Contender.PlaceMaker places,
      Contender.HoldMaker<H> holdMaker) {
    this.engine = engine;
    this.context = context;
    this.places = places;
    this.holdMaker = holdMaker;
  }

  /** Makes places in the line at the recipe's own path. */
  static Contender.PlaceMaker places(EngineClient engine, RecipeContext context, Mode mode) {
    Bid bid = new Bid(context.storePath(), mode, context.identifier());
    return (session, patient, owner) ->
        new PlaceInLine(session, engine.layout(), bid, engine.newId(), owner);
  }

  /** Gets in line until the deadline. */
  Acquisition<H> enqueue(Deadline deadline) {
    Contender<H> contender = contender(true);
    contender.acquisition().refuseAt(deadline, engine.scheduler());
    contender.start();
    return contender.acquisition();
  }

  /** Takes the hold if nobody stands in line. */
  Acquisition<H> attempt() {
    Contender<H> contender = contender(false);
    Acquisition<H> acquisition = contender.acquisition();
    acquisition.unlessSettledWithin(
        engine.operationTimeout(), engine.scheduler(), () -> acquisition.fail(noReply()));
    contender.start();
    return acquisition;
  }

  /** Reads the identifiers of those who stand in line, in order. */
  CompletableFuture<List<String>> contenders() {
    return engine.read(context, this::contenders);
  }

  private Contender<H> contender(boolean patient) {
    return new Contender<>(engine, context.storePath(), patient, places, holdMaker);
  }

  private ServiceUnavailableException noReply() {
    return new ServiceUnavailableException(
        "no reply for %s within %s".formatted(context.path(), engine.operationTimeout()));
  }

  private CompletableFuture<List<String>> contenders(ZnodeSession reads) {
    String path = context.storePath();
    return FreshRead.send(reads, path, () -> reads.getChildren(path, null))
        .thenApply(children -> engine.layout().line(children.names()))
        .thenCompose(
            line -> identifiers(reads, line.stream().map(entry -> path + "/" + entry.name())))
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, List.of()));
  }

  /** Asks for the data of all nodes at once; one that went meanwhile is left out. */
  static CompletableFuture<List<String>> identifiers(ZnodeSession reads, Stream<String> nodes) {
    List<CompletableFuture<List<String>>> replies =
        nodes.map(node -> identifier(reads, node)).toList();
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenApply(done -> replies.stream().flatMap(reply -> reply.join().stream()).toList());
  }

  private static CompletableFuture<List<String>> identifier(ZnodeSession reads, String node) {
    return reads
        .getData(node, null)
        .thenApply(NodeData::data)
        .thenApply(data -> List.of(Layout.decode(data)))
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, List.of()));
  }
}
