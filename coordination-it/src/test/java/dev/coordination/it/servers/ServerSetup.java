package dev.coordination.it.servers;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a server is to run: by the release on a class path, with lines of its configuration file, and
 * with system properties. What is the same for all servers of tests is there already.
 */
public final class ServerSetup {

  private final String classPath;
  private final Map<String, String> config = new TreeMap<>();
  private final Map<String, String> properties = new LinkedHashMap<>();

  private ServerSetup(String classPath) {
    this.classPath = classPath;
    config.put("tickTime", "200");
    config.put("minSessionTimeout", "400");
    config.put("maxSessionTimeout", "120000");
    config.put("clientPortAddress", "127.0.0.1");
    config.put("maxClientCnxns", "0");
    config.put("admin.enableServer", "false");
    config.put("4lw.commands.whitelist", "*");
    properties.put("zookeeper.forceSync", "no"); // no test survives a power failure
    properties.put("zookeeper.preAllocSize", "1024");
    properties.put("zookeeper.jmx.log4j.disable", "true");
  }

  /** Returns a setup for the release that these tests are compiled with. */
  public static ServerSetup ofThisRelease() {
    return new ServerSetup(System.getProperty("java.class.path"));
  }

  /**
   * Returns a setup for another release.
   *
   * @param classPath where it is
   */
  public static ServerSetup of(String classPath) {
    return new ServerSetup(classPath);
  }

  /** Adds a line of the configuration file. */
  public ServerSetup config(String key, Object value) {
    config.put(key, value.toString());
    return this;
  }

  /** Adds a system property. */
  public ServerSetup property(String key, Object value) {
    properties.put(key, value.toString());
    return this;
  }

  String classPath() {
    return classPath;
  }

  Map<String, String> config() {
    return config;
  }

  Map<String, String> properties() {
    return properties;
  }
}
