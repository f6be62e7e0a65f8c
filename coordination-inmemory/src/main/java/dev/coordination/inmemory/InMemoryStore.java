package dev.coordination.inmemory;

import dev.coordination.support.Paths;
import java.util.List;
import java.util.Optional;

/**
 * A look into the store of a space beside all clients, and a hand in it: what an operator sees and
 * does. Paths are those of clients without a namespace.
 *
 * <pre>{@code
 * InMemoryStore store = space.store();
 * store.write("/stats/served", "not a number".getBytes(UTF_8));
 * assertThatThrownBy(() -> service.serve()).isInstanceOf(MalformedDataException.class);
 * assertThat(store.leftovers()).isEmpty();
 * }</pre>
 */
public final class InMemoryStore {

  private final Space space;

  InMemoryStore(Space space) {
    this.space = space;
  }

  /**
   * Lists who stands in the line of a lock or election.
   *
   * @param path the path of the lock or election
   * @return the identifiers, the holder's first
   */
  public List<String> contenders(String path) {
    return line(path).stream().map(Contender::identifier).toList();
  }

  /**
   * Lists what sessions have in the store: nothing, once everything is released or given up.
   *
   * @return a line for each contender, with its path
   */
  public List<String> leftovers() {
    return space.transact(() -> space.contenders().stream().map(Contender::toString).toList());
  }

  /**
   * Removes a contender behind its client's back. A holder's hold is lost; a waiting client stands
   * at the end of the line again.
   *
   * @param path the path of the lock or election
   * @param position its place in the line; 0 is the holder's
   * @throws IndexOutOfBoundsException if the line is not that long
   */
  public void removeContender(String path, int position) {
    Paths.check(path);
    space.transact(() -> space.removeByHand(List.copyOf(space.line(path)).get(position)));
  }

  /**
   * Removes everything at and below a path.
   *
   * @param path the path
   */
  public void removeAll(String path) {
    Paths.check(path);
    space.transact(() -> space.removeTree(path));
  }

  /**
   * Returns the bytes stored at a path: decimal digits, if by a counter.
   *
   * @param path the path
   * @return the bytes, or empty if nothing is stored there
   */
  public Optional<byte[]> read(String path) {
    Paths.check(path);
    return space.transact(() -> Optional.ofNullable(space.read(path)).map(byte[]::clone));
  }

  /**
   * Stores bytes at a path, perhaps such as the recipe there does not understand.
   *
   * @param path the path
   * @param bytes what to store
   */
  public void write(String path, byte[] bytes) {
    Paths.check(path);
    byte[] copy = bytes.clone();
    space.transact(() -> space.write(path, copy));
  }

  /**
   * Denies every client all writing at and below a path, from now on.
   *
   * @param path the path
   */
  public void deny(String path) {
    Paths.check(path);
    space.transact(() -> space.deny(path));
  }

  List<Contender> line(String path) {
    Paths.check(path);
    return space.transact(() -> List.copyOf(space.line(path)));
  }

  List<Contender> contendersWithin(String path) {
    return space.transact(() -> space.contendersWithin(path));
  }
}
