package dev.coordination.curator;

import dev.coordination.CoordinationClient;
import dev.coordination.spi.CoordinationProvider;
import dev.coordination.zookeeper.engine.client.StoreUri;
import java.net.URI;
import java.time.Duration;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.ExponentialBackoffRetry;

/**
 * Serves {@code curator://host:port,host:port/root}, each time with a framework of its own, whose
 * namespace is the root.
 */
public final class CuratorProvider implements CoordinationProvider {

  private static final int RETRY_BASE_MILLIS = 100;
  private static final int RETRIES = 5;

  /** For {@link java.util.ServiceLoader}. */
  public CuratorProvider() {}

  @Override
  public String scheme() {
    return "curator";
  }

  @Override
  public CoordinationClient connect(URI uri, Settings settings) {
    CuratorFramework framework = framework(StoreUri.parse(uri), settings);
    framework.start();
    CuratorCoordination.Builder builder =
        CuratorCoordination.builder(framework).connectTimeout(settings.connectTimeout());
    settings.identifier().ifPresent(builder::identifier);
    return builder.createOwning();
  }

  private static CuratorFramework framework(StoreUri store, Settings settings) {
    var builder =
        CuratorFrameworkFactory.builder()
            .connectString(store.servers())
            .sessionTimeoutMs(millis(settings.sessionTimeout()))
            .connectionTimeoutMs(millis(settings.connectTimeout()))
            .retryPolicy(new ExponentialBackoffRetry(RETRY_BASE_MILLIS, RETRIES));
    if (!store.root().isEmpty()) {
      builder.namespace(store.root().substring(1));
    }
    return builder.build();
  }

  private static int millis(Duration duration) {
    return (int) Math.min(duration.toMillis(), Integer.MAX_VALUE);
  }
}
