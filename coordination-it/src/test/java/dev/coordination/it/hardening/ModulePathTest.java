package dev.coordination.it.hardening;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.coordination.it.Bounded;
import dev.coordination.zookeeper.testkit.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes.Name;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application that is a module, with ours on its module path, finds every backend. ZooKeeper's
 * own archives cannot be modules, for two of them share packages; they stay on the class path, and
 * so does Curator, where our automatic modules see them.
 */
class ModulePathTest {

  private static final Pattern MODULE_NAME =
      Pattern.compile("<Automatic-Module-Name>(.+)</Automatic-Module-Name>");

  /** What an application needs of ours, and the logger: neither the kit, nor what tests it. */
  private static final Pattern MODULES =
      Pattern.compile("(coordination-(api|support|inmemory|zk-engine|zk-raw|curator)|slf4j-api).*");

  private static final Pattern TESTS = Pattern.compile(".*(-tests\\.jar|test-classes)");

  @TempDir private Path directory;

  @Test
  void anApplicationThatIsAModuleFindsEveryBackend() throws IOException {
    String modules =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .filter(ModulePathTest::isModule)
            .map(this::asModule)
            .collect(Collectors.joining(File.pathSeparator));
    String rest =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.endsWith(".jar"))
            .filter(entry -> !isModule(Path.of(entry)) && !entry.contains("jspecify"))
            .collect(Collectors.joining(File.pathSeparator));
    compile(modules);
    List<String> said = run(modules, rest, TestServer.shared().connectString());
    assertThat(said).containsExactly("inmemory 1", "zookeeper 1", "curator 2");
  }

  private static boolean isModule(Path entry) {
    Path named = entry.endsWith("classes") ? entry.getParent().getParent() : entry;
    return MODULES.matcher(named.getFileName().toString()).matches()
        && !TESTS.matcher(entry.toString()).matches();
  }

  /** In a build that makes no archives, a module without a descriptor is a directory: no module. */
  private String asModule(Path entry) {
    if (!Files.isDirectory(entry) || Files.exists(entry.resolve("module-info.class"))) {
      return entry.toString();
    }
    Path project = entry.getParent().getParent();
    Path jar = directory.resolve(project.getFileName() + ".jar");
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(new Name("Automatic-Module-Name"), moduleName(project));
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest);
        Stream<Path> files = Files.walk(entry)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new ZipEntry(entry.relativize(file).toString()));
        Files.copy(file, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return jar.toString();
  }

  private static String moduleName(Path project) {
    try {
      Matcher name = MODULE_NAME.matcher(Files.readString(project.resolve("pom.xml")));
      assertThat(name.find()).as("the name of the module of " + project).isTrue();
      return name.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void compile(String modules) throws IOException {
    Path sources = directory.resolve("application");
    Files.createDirectories(sources.resolve("application"));
    Files.writeString(
        sources.resolve("module-info.java"),
        """
        module application {
          requires dev.coordination;
          requires dev.coordination.inmemory; // the only one of the backends that is no automatic one
          requires dev.coordination.zookeeper;
          requires dev.coordination.curator;
        }
        """);
    Files.writeString(
        sources.resolve("application/Main.java"),
        """
        package application;

        import dev.coordination.CoordinationClient;
        import dev.coordination.spi.CoordinationProvider;
        import java.net.URI;
        import java.time.Duration;
        import java.util.Optional;

        public class Main {
          public static void main(String[] servers) throws Exception {
            count("inmemory:application");
            count("zookeeper://" + servers[0] + "/module-path");
            count("curator://" + servers[0] + "/module-path");
          }

          private static void count(String name) throws Exception {
            URI uri = URI.create(name);
            var settings =
                new CoordinationProvider.Settings(
                    Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(30));
            try (CoordinationClient client = CoordinationProvider.forUri(uri).connect(uri, settings);
                var hold = client.lock("/lock").acquire()) {
              System.out.println(uri.getScheme() + " " + client.counter("/counter").increment());
            }
          }
        }
        """);
    List<String> arguments =
        List.of(
            "--release",
            "17",
            "-p",
            modules,
            "-d",
            directory.resolve("compiled").toString(),
            sources.resolve("module-info.java").toString(),
            sources.resolve("application/Main.java").toString());
    int code =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    assertThat(code).as("exit code of the compiler").isZero();
  }

  private List<String> run(String modules, String rest, String servers) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(
        List.of(
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-p",
            modules + File.pathSeparator + directory.resolve("compiled"),
            "--add-modules",
            "dev.coordination.support",
            "-cp",
            rest,
            "-m",
            "application/application.Main",
            servers));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (var output = process.inputReader(UTF_8)) {
      List<String> said = output.lines().toList();
      assertThat(Bounded.get(process.onExit()).exitValue()).as("of " + said).isZero();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }
}
