package dev.coordination.zookeeper;

import dev.coordination.CoordinationClient;
import dev.coordination.spi.CoordinationProvider;
import dev.coordination.zookeeper.engine.client.StoreUri;
import java.net.URI;

/** Serves {@code zookeeper://host:port,host:port/root}. */
public final class ZooKeeperProvider implements CoordinationProvider {

  /** For {@link java.util.ServiceLoader}. */
  public ZooKeeperProvider() {}

  @Override
  public String scheme() {
    return "zookeeper";
  }

  @Override
  public CoordinationClient connect(URI uri, Settings settings) {
    StoreUri store = StoreUri.parse(uri);
    ZooKeeperCoordination.Builder builder =
        ZooKeeperCoordination.builder(store.servers() + store.root())
            .sessionTimeout(settings.sessionTimeout())
            .connectTimeout(settings.connectTimeout());
    settings.identifier().ifPresent(builder::identifier);
    return builder.connect();
  }
}
