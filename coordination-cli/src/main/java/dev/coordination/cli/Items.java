package dev.coordination.cli;

import dev.coordination.CoordinationException;
import dev.coordination.DistributedQueue;
import dev.coordination.support.Await;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Items on their way from the command line, or from stdin, into either kind of queue.
 *
 * @param spec the command, to blame it for what cannot be put
 * @param priority the priority of all of them
 */
record Items(CommandSpec spec, int priority) {

  /** How many lines may be under way. */
  private static final int WINDOW = 1_000;

  /** Puts all or none. */
  @FunctionalInterface
  interface Together {
    List<String> put(List<byte[]> payloads, int priority);
  }

  /** Puts one, and does not wait for it. */
  @FunctionalInterface
  interface OneByOne {
    CompletableFuture<String> put(byte[] payload, int priority);
  }

  /** Checks the priority before anything is connected. */
  Items {
    if (priority < 0 || priority > DistributedQueue.LOWEST_PRIORITY) {
      throw new ParameterException(
          spec.commandLine(),
          "--priority %d is not from 0 to %d"
              .formatted(priority, DistributedQueue.LOWEST_PRIORITY));
    }
  }

  /**
   * Puts the values in one step, or, if there are none, the lines of stdin as they come.
   *
   * @return how many items were put
   */
  long put(List<String> values, Together together, OneByOne oneByOne) {
    try {
      if (values.isEmpty()) {
        return putLines(new BufferedInputStream(System.in), oneByOne);
      }
      List<byte[]> payloads =
          values.stream().map(value -> value.getBytes(StandardCharsets.UTF_8)).toList();
      return together.put(payloads, priority).size();
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), Failures.line(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private long putLines(InputStream in, OneByOne oneByOne) throws IOException {
    Queue<CompletableFuture<String>> underWay = new ArrayDeque<>();
    long put = 0;
    try {
      for (Optional<byte[]> line = line(in); line.isPresent(); line = line(in)) {
        underWay.add(oneByOne.put(line.get(), priority));
        while (underWay.size() > WINDOW || (!underWay.isEmpty() && underWay.element().isDone())) {
          put += awaitFirst(underWay);
        }
      }
      while (!underWay.isEmpty()) {
        put += awaitFirst(underWay);
      }
      return put;
    } catch (CoordinationException | IllegalArgumentException e) {
      throw notAll(put, underWay, e);
    }
  }

  private static int awaitFirst(Queue<CompletableFuture<String>> underWay) {
    var unused = Await.uninterruptibly(underWay.element());
    underWay.remove();
    return 1;
  }

  /**
   * Lets what is under way come to its end, so that what is said of it is so, and makes the failure
   * of the line behind those that were put.
   */
  private static CommandFailure notAll(
      long put, Queue<CompletableFuture<String>> underWay, RuntimeException failure) {
    long line = put + 1 + underWay.stream().takeWhile(Items::isPut).count();
    long more = underWay.stream().filter(Items::isPut).count();
    return new CommandFailure(
        failure instanceof IllegalArgumentException ? ExitCode.USAGE : Failures.exitCode(failure),
        "line %d: %s; %d lines were put".formatted(line, Failures.line(failure), put + more),
        failure);
  }

  private static boolean isPut(CompletableFuture<String> item) {
    try {
      var unused = Await.uninterruptibly(item);
      return true;
    } catch (CoordinationException | IllegalArgumentException e) {
      return false;
    }
  }

  /** Reads a line as the bytes that it consists of; the last one need not end. */
  private static Optional<byte[]> line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int next = in.read();
    boolean any = next >= 0;
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    return any ? Optional.of(line.toByteArray()) : Optional.empty();
  }
}
