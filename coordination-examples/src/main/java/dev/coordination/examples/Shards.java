package dev.coordination.examples;

import dev.coordination.CoordinationClient;
import dev.coordination.PartitionOptions;
import dev.coordination.PartitionState;
import dev.coordination.SetPartitioner;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;

/** One of several processes that read shards, each shard read by one of them. */
public final class Shards implements AutoCloseable {

  /** What reads. */
  public interface Reader {

    /**
     * Begins to read.
     *
     * @param shard what to read
     * @param token to be sent with what is written: greater than that of whoever read it before
     */
    void start(String shard, long token);

    /**
     * Stops reading; when this returns another process may begin.
     *
     * @param shard what not to read any more
     */
    void stop(String shard);
  }

  private final SetPartitioner<String> shards;
  private final Reader reader;
  private final Set<String> reading = new HashSet<>();

  /**
   * Takes part from now on.
   *
   * @param client whose processes share the shards
   * @param names all shards
   * @param reader reads the share of this process
   * @param oneThread runs the reader, one call after the other
   */
  public Shards(
      CoordinationClient client, Collection<String> names, Reader reader, Executor oneThread) {
    PartitionOptions<String> sticky = PartitionOptions.<String>defaults().withSticky();
    this.shards = client.setPartitioner("/shards", names, sticky);
    this.reader = reader;
    var unused = shards.onItemsChange(oneThread, this::change);
    var unusedToo = shards.onStateChange(oneThread, state -> beginAnewIfLost());
  }

  private void change(Set<String> acquired, Set<String> revoked) {
    revoked.forEach(this::stop);
    acquired.forEach(shard -> shards.fencingToken(shard).ifPresent(token -> start(shard, token)));
    beginAnewIfLost();
  }

  private void start(String shard, long token) {
    reading.add(shard);
    reader.start(shard, token);
  }

  private void stop(String shard) {
    if (reading.remove(shard)) {
      reader.stop(shard);
    }
  }

  /** The session was lost, and with it all shards: as soon as nothing is read, we may go on. */
  private void beginAnewIfLost() {
    if (shards.state() == PartitionState.RELEASE && reading.isEmpty()) {
      shards.releaseSet();
    }
  }

  @Override
  public void close() {
    shards.close();
  }
}
