package dev.coordination.support;

import dev.coordination.ConnectionState;
import dev.coordination.CoordinationClient;
import dev.coordination.DistributedCounter;
import dev.coordination.DistributedLock;
import dev.coordination.LeaderElection;
import dev.coordination.Registration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * A client, or a view of one: an identifier, a namespace and a scope over a backend's session. Here
 * paths and identifiers are checked, so that no backend sees a bad one.
 */
public final class ScopedClient implements CoordinationClient {

  private final RecipeBackend backend;
  private final String identifier;
  private final String namespace;
  private final Scope scope;
  private final boolean root;

  private ScopedClient(
      RecipeBackend backend, String identifier, String namespace, Scope scope, boolean root) {
    this.backend = backend;
    this.identifier = Paths.checkIdentifier(identifier);
    this.namespace = namespace;
    this.scope = scope;
    this.root = root;
  }

  /**
   * Returns the client over a backend's session. Closing it closes the session.
   *
   * @param backend the session
   * @param identifier the identifier
   * @return the client
   */
  public static ScopedClient over(RecipeBackend backend, String identifier) {
    return new ScopedClient(backend, identifier, "", new Scope(), true);
  }

  /** {@return the backend whose session this client uses} */
  public RecipeBackend backend() {
    return backend;
  }

  @Override
  public String identifier() {
    return identifier;
  }

  @Override
  public CoordinationClient withIdentifier(String identifier) {
    return new ScopedClient(backend, identifier, namespace, scope.child(), false);
  }

  @Override
  public CoordinationClient withNamespace(String path) {
    String nested = Paths.join(namespace, path);
    return new ScopedClient(backend, identifier, nested, scope.child(), false);
  }

  @Override
  public ConnectionState connectionState() {
    return scope.isOpen() ? backend.connection().current() : ConnectionState.CLOSED;
  }

  @Override
  public Registration onConnectionState(Executor executor, Consumer<ConnectionState> listener) {
    return backend.connection().add(executor, listener);
  }

  @Override
  public DistributedLock lock(String path) {
    return backend.lock(context(path));
  }

  @Override
  public LeaderElection election(String path) {
    return backend.election(context(path));
  }

  @Override
  public DistributedCounter counter(String path, long defaultValue) {
    return backend.counter(context(path), defaultValue);
  }

  @Override
  public void close() {
    var unused = Await.uninterruptibly(scope.close());
    if (root) {
      backend.closeSession();
    }
  }

  @Override
  public String toString() {
    return "CoordinationClient[%s, %s]".formatted(identifier, connectionState());
  }

  private RecipeContext context(String path) {
    String storePath = Paths.join(namespace, path);
    scope.ensureOpen();
    return new RecipeContext(identifier, path, storePath, scope);
  }
}
