package dev.coordination.zookeeper;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.apache.zookeeper.data.ACL;
import org.jspecify.annotations.Nullable;

/**
 * Where and how to connect.
 *
 * @param servers a connect string without a root
 * @param root the path under which all others lie, or empty
 * @param sessionTimeout the session timeout to ask for
 * @param connectTimeout how long to wait for the first session
 * @param credentials each adds to a handle what it authenticates with
 * @param acl who may access the nodes that are made
 * @param clientConfig ZooKeeper's own settings
 * @param callbackExecutor where users' futures complete, or null for threads of the client's own
 */
record ConnectSettings(
    String servers,
    String root,
    Duration sessionTimeout,
    Duration connectTimeout,
    List<Consumer<ZooKeeper>> credentials,
    List<ACL> acl,
    ZKClientConfig clientConfig,
    @Nullable Executor callbackExecutor) {}
