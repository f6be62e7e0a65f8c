package dev.coordination.it.security;

import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import javax.security.auth.login.Configuration;
import org.apache.zookeeper.server.auth.DigestLoginModule;

/** How the users of the tests log in by SASL: by name and password, until closed. */
final class Logins implements AutoCloseable {

  private final Configuration before = currentOrNull();

  /** Each user has an entry of the same name, with this password. */
  Logins(Map<String, String> passwords) {
    Configuration.setConfiguration(
        new Configuration() {
          @Override
          public AppConfigurationEntry[] getAppConfigurationEntry(String user) {
            return passwords.containsKey(user) ? entry(user, passwords.get(user)) : null;
          }
        });
  }

  private static AppConfigurationEntry[] entry(String user, String password) {
    return new AppConfigurationEntry[] {
      new AppConfigurationEntry(
          DigestLoginModule.class.getName(),
          LoginModuleControlFlag.REQUIRED,
          Map.of("username", user, "password", password))
    };
  }

  private static Configuration currentOrNull() {
    try {
      return Configuration.getConfiguration();
    } catch (SecurityException e) { // there is none
      return null;
    }
  }

  @Override
  public void close() {
    Configuration.setConfiguration(before);
  }
}
