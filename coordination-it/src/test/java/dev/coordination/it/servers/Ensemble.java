package dev.coordination.it.servers;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Three servers that are one, each a process. */
public final class Ensemble implements AutoCloseable {

  private static final int SIZE = 3;

  private final List<ServerProcess> members = new ArrayList<>();

  /** Starts all three; whoever connects waits for them. */
  public Ensemble() {
    List<String> lines =
        IntStream.range(0, SIZE)
            .mapToObj(i -> "127.0.0.1:" + ServerProcess.freePort() + ":" + ServerProcess.freePort())
            .toList();
    for (int i = 0; i < SIZE; i++) {
      members.add(launch(i, lines));
    }
  }

  private static ServerProcess launch(int index, List<String> lines) {
    ServerSetup setup = ServerSetup.ofThisRelease().config("initLimit", 100);
    setup.config("syncLimit", 50);
    for (int i = 0; i < lines.size(); i++) {
      setup.config("server." + (i + 1), lines.get(i));
    }
    var directory = ServerProcess.newDirectory();
    ServerProcess.write(directory.resolve("myid"), List.of(String.valueOf(index + 1)));
    return ServerProcess.launch(setup, directory, ServerProcess.freePort());
  }

  /** Returns the servers. */
  public List<ServerProcess> members() {
    return members;
  }

  /** Returns the number of the one that leads; to be asked while somebody is connected. */
  public int leader() {
    return IntStream.range(0, SIZE)
        .filter(i -> members.get(i).ask("srvr").contains("Mode: leader"))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("nobody leads"));
  }

  @Override
  public void close() {
    members.forEach(ServerProcess::close);
  }
}
