package dev.coordination.cli;

import dev.coordination.CoordinationClient;

/** One session for one command, and the view of it that the command works on. */
final class Connection implements AutoCloseable {

  private final CoordinationClient root;
  private final CoordinationClient client;

  Connection(CoordinationClient root, String namespace) {
    this.root = root;
    this.client = namespace.isEmpty() ? root : root.withNamespace(namespace);
  }

  CoordinationClient client() {
    return client;
  }

  @Override
  public void close() {
    root.close();
  }
}
