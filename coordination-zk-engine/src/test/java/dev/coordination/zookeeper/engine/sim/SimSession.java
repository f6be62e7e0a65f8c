package dev.coordination.zookeeper.engine.sim;

import dev.coordination.zookeeper.engine.ZnodeSession;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A session of a simulated client. */
final class SimSession implements ZnodeSession {

  private final ClientCore client;
  private final long id;
  private volatile Duration timeout;

  /** Set when the client library knows that the session is over. */
  boolean over;

  SimSession(ClientCore client, long id, Duration timeout) {
    this.client = client;
    this.id = id;
    this.timeout = timeout;
  }

  void negotiated(Duration newTimeout) {
    timeout = newTimeout;
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public Duration timeout() {
    return timeout;
  }

  @Override
  public int largestReply() {
    return client.largestReply;
  }

  @Override
  public CompletableFuture<Created> create(String path, byte[] data, NodeKind kind) {
    var request =
        Request.write(RequestKind.CREATE, List.of(new Op.Create(path, data.clone(), kind)));
    return send(request, null, answer -> ((Answer.Made) answer).created());
  }

  @Override
  public CompletableFuture<@Nullable Void> delete(String path, int version) {
    var request = Request.write(RequestKind.DELETE, List.of(new Op.Delete(path, version)));
    return send(request, null, SimSession::nothing);
  }

  @Override
  public CompletableFuture<NodeStat> setData(String path, byte[] data, int version) {
    var request =
        Request.write(RequestKind.SET_DATA, List.of(new Op.SetData(path, data.clone(), version)));
    return send(request, null, answer -> ((Answer.Changed) answer).stat());
  }

  @Override
  public CompletableFuture<NodeData> getData(String path, @Nullable Consumer<NodeEvent> watch) {
    var request = Request.read(RequestKind.GET_DATA, path, watch != null);
    return send(request, watch, answer -> ((Answer.Read) answer).node());
  }

  @Override
  public CompletableFuture<Optional<NodeStat>> exists(
      String path, @Nullable Consumer<NodeEvent> watch) {
    var request = Request.read(RequestKind.EXISTS, path, watch != null);
    return send(request, watch, answer -> Optional.ofNullable(((Answer.Found) answer).stat()));
  }

  @Override
  public CompletableFuture<Children> getChildren(String path, @Nullable Consumer<NodeEvent> watch) {
    var request = Request.read(RequestKind.GET_CHILDREN, path, watch != null);
    return send(request, watch, answer -> ((Answer.Listed) answer).children());
  }

  @Override
  public void unwatch(String path, Consumer<NodeEvent> watch) {
    client.unwatch(this, path, watch);
  }

  @Override
  public CompletableFuture<List<OpResult>> multi(List<Op> operations) {
    var request = Request.write(RequestKind.MULTI, operations);
    return send(request, null, answer -> ((Answer.Applied) answer).results());
  }

  @Override
  public CompletableFuture<@Nullable Void> sync(String path) {
    return send(Request.sync(path), null, SimSession::nothing);
  }

  private static @Nullable Void nothing(Answer answer) {
    return null;
  }

  private <T extends @Nullable Object> CompletableFuture<T> send(
      Request request, @Nullable Consumer<NodeEvent> watch, Function<Answer, T> result) {
    var future = new CompletableFuture<T>();
    var call =
        new Call(
            request,
            watch,
            (answer, failure) -> {
              if (answer == null) {
                future.completeExceptionally(failure);
              } else {
                future.complete(result.apply(answer));
              }
            });
    client.submit(this, call);
    return future;
  }

  @Override
  public String toString() {
    return "session " + Long.toHexString(id) + " of " + client.name;
  }
}
