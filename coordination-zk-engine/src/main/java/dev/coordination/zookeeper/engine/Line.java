package dev.coordination.zookeeper.engine;

import dev.coordination.Hold;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Acquisition;
import dev.coordination.support.Deadline;
import dev.coordination.support.RecipeContext;
import dev.coordination.support.Scheduler;
import dev.coordination.zookeeper.engine.Layout.Entry;
import dev.coordination.zookeeper.engine.ZnodeException.Code;
import dev.coordination.zookeeper.engine.ZnodeSession.NodeData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The line of contenders at one path, as one recipe sees it: how to get in, and who stands there.
 *
 * @param <H> what the one at its head is granted
 */
final class Line<H extends Hold> {

  private final EngineClient engine;
  private final RecipeContext context;
  private final Contender.HoldMaker<H> holdMaker;

  Line(EngineClient engine, RecipeContext context, Contender.HoldMaker<H> holdMaker) {
    this.engine = engine;
    this.context = context;
    this.holdMaker = holdMaker;
  }

  /** Gets in line until the deadline. */
  Acquisition<H> enqueue(Deadline deadline) {
    Contender<H> contender = contender(true);
    if (!deadline.forever()) {
      after(contender.acquisition(), deadline.remaining(engine.scheduler()), Acquisition::refuse);
    }
    contender.start();
    return contender.acquisition();
  }

  /** Takes the hold if nobody stands in line. */
  Acquisition<H> attempt() {
    Contender<H> contender = contender(false);
    after(
        contender.acquisition(),
        engine.operationTimeout(),
        acquisition -> acquisition.fail(noReply()));
    contender.start();
    return contender.acquisition();
  }

  /** Reads the identifiers of those who stand in line, in order. */
  CompletableFuture<List<String>> contenders() {
    return engine.read(context, this::contenders);
  }

  private Contender<H> contender(boolean patient) {
    byte[] data = Layout.encode(context.identifier());
    return new Contender<>(engine, context.storePath(), data, patient, holdMaker);
  }

  private void after(Acquisition<H> acquisition, Duration delay, Consumer<Acquisition<H>> end) {
    Scheduler.Timer timer = engine.scheduler().schedule(delay, () -> end.accept(acquisition));
    acquisition.whenSettled(timer::cancel);
  }

  private ServiceUnavailableException noReply() {
    return new ServiceUnavailableException(
        "no reply for %s within %s".formatted(context.path(), engine.operationTimeout()));
  }

  private CompletableFuture<List<String>> contenders(ZnodeSession reads) {
    String path = context.storePath();
    var unused = reads.sync(path);
    return reads
        .getChildren(path, null)
        .thenCompose(children -> identifiers(reads, engine.layout().line(children.names())))
        .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, List.of()));
  }

  /** Asks for all data at once; a contender that left meanwhile is left out. */
  private CompletableFuture<List<String>> identifiers(ZnodeSession reads, List<Entry> line) {
    List<CompletableFuture<List<String>>> replies = new ArrayList<>();
    for (Entry entry : line) {
      replies.add(
          reads
              .getData(context.storePath() + "/" + entry.name(), null)
              .thenApply(NodeData::data)
              .thenApply(data -> List.of(Layout.decode(data)))
              .exceptionally(failure -> ZnodeFailures.recover(failure, Code.NO_NODE, List.of())));
    }
    return CompletableFuture.allOf(replies.toArray(CompletableFuture[]::new))
        .thenApply(done -> replies.stream().flatMap(reply -> reply.join().stream()).toList());
  }
}
