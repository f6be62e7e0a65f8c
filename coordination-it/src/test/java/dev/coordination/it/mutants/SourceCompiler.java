package dev.coordination.it.mutants;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles sources against the class path of the tests, from memory into memory. */
final class SourceCompiler implements AutoCloseable {

  private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
  private final StandardJavaFileManager files = javac.getStandardFileManager(null, null, null);

  /** Compiles source files, given by the names of their types; returns classes by their names. */
  Map<String, byte[]> compile(Map<String, String> sources) {
    DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
    InMemory output = new InMemory(files);
    List<Source> units = sources.entrySet().stream().map(Source::new).toList();
    List<String> options = List.of("-proc:none", "-nowarn", "-implicit:none");
    if (!javac.getTask(null, output, problems, options, null, units).call()) {
      throw new AssertionError(
          problems.getDiagnostics().stream()
              .map(problem -> problem.getMessage(Locale.ROOT) + " at " + problem.getLineNumber())
              .collect(Collectors.joining("\n", sources.keySet() + " does not compile:\n", "")));
    }
    return output.classes();
  }

  @Override
  public void close() {
    try {
      files.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static URI uri(String name, Kind kind) {
    return URI.create("memory:///" + name.replace('.', '/') + kind.extension);
  }

  /** A source file that is a string. */
  private static final class Source extends SimpleJavaFileObject {
    private final String text;

    Source(Map.Entry<String, String> source) {
      super(uri(source.getKey(), Kind.SOURCE), Kind.SOURCE);
      this.text = source.getValue();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }

  /** A class file that is an array. */
  private static final class Output extends SimpleJavaFileObject {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    Output(String name) {
      super(uri(name, Kind.CLASS), Kind.CLASS);
    }

    @Override
    public OutputStream openOutputStream() {
      return bytes;
    }
  }

  private static final class InMemory extends ForwardingJavaFileManager<JavaFileManager> {
    private final Map<String, Output> outputs = new ConcurrentHashMap<>();

    InMemory(JavaFileManager input) {
      super(input);
    }

    @Override
    public JavaFileObject getJavaFileForOutput(
        Location location, String name, Kind kind, FileObject sibling) {
      return outputs.computeIfAbsent(name, Output::new);
    }

    Map<String, byte[]> classes() {
      return outputs.entrySet().stream()
          .collect(Collectors.toMap(Map.Entry::getKey, out -> out.getValue().bytes.toByteArray()));
    }
  }
}
