package dev.coordination.it.security;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.coordination.it.Bounded;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Keys with certificates that sign themselves, made by the JDK's keytool for one test: a store for
 * each owner, and one store with the certificates of all whom the others trust.
 */
final class KeyStores implements AutoCloseable {

  /** What opens every store. */
  static final String PASSWORD = "changeit";

  private final Path directory;

  private KeyStores(Path directory) {
    this.directory = directory;
  }

  /** Makes keys for those who are trusted, and one for a stranger whom nobody trusts. */
  static KeyStores make(List<String> trusted, String untrusted) {
    try {
      KeyStores made = new KeyStores(Files.createTempDirectory("key-stores"));
      List<Callable<Void>> keys = new ArrayList<>(List.of(() -> made.makeKey(untrusted)));
      trusted.forEach(owner -> keys.add(() -> made.makeKey(owner)));
      Bounded.all(keys);
      made.trust(trusted);
      return made;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot make key stores", e);
    }
  }

  Path of(String owner) {
    return directory.resolve(owner + ".p12");
  }

  Path trusted() {
    return directory.resolve("trusted.p12");
  }

  private Void makeKey(String owner) {
    keytool(
        "-genkeypair",
        "-keystore",
        of(owner).toString(),
        "-alias",
        owner,
        "-dname",
        "CN=" + owner,
        "-keyalg",
        "EC",
        "-groupname",
        "secp256r1",
        "-ext",
        "san=ip:127.0.0.1,dns:localhost");
    return null;
  }

  private void trust(List<String> owners) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (String owner : owners) {
      KeyStore own = KeyStore.getInstance(of(owner).toFile(), PASSWORD.toCharArray());
      trusted.setCertificateEntry(owner, own.getCertificate(owner));
    }
    try (OutputStream file = Files.newOutputStream(trusted())) {
      trusted.store(file, PASSWORD.toCharArray());
    }
  }

  private static void keytool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(Redirect.PIPE)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (Bounded.get(process.onExit()).exitValue() != 0) {
        throw new IllegalStateException(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
