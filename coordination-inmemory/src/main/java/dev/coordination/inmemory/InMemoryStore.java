package dev.coordination.inmemory;

import dev.coordination.support.Paths;
import dev.coordination.support.QueuedItem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

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
   * Lists who stands in the line of a lock, a read/write lock or an election.
   *
   * @param path the path of the lock or election
   * @return the identifiers, the holders' first
   */
  public List<String> contenders(String path) {
    return identifiers(line(Place.ofLock(path)));
  }

  /**
   * Lists who holds a permit of a semaphore, and behind them who waits for one.
   *
   * @param path the path of the semaphore
   * @return the identifiers, one for each permit and each wait
   */
  public List<String> permits(String path) {
    return identifiers(line(Place.ofSemaphore(path)));
  }

  /**
   * Lists what sessions have in the store: nothing, once everything is released or given up. Items
   * are nobody's.
   *
   * @return a line for each contender, claim, waiting taker, member, wait at a barrier that counts
   *     or participant of a double barrier, with its path
   */
  public List<String> leftovers() {
    return leftovers(path -> true);
  }

  /** Lists what sessions have at and below a path. */
  List<String> leftoversWithin(String top) {
    return leftovers(path -> Space.isWithin(path, top));
  }

  private List<String> leftovers(Predicate<String> where) {
    return space.transact(
        () -> {
          Stream<String> contenders =
              space.contenders().stream()
                  .filter(one -> where.test(one.place().path()))
                  .map(Contender::toString);
          Stream<String> takers =
              space.queues().takers().stream()
                  .filter(some -> where.test(some.place().path()))
                  .flatMap(some -> some.waiting().stream())
                  .map(Search::toString);
          Stream<String> members =
              space.parties().entries().stream()
                  .filter(one -> where.test(one.place().path()))
                  .map(Attendance::toString);
          Stream<String> waits =
              space.barriers().counted().stream()
                  .filter(one -> where.test(one.path()))
                  .map(BarrierVisit::toString);
          Stream<String> guests =
              space.doubleBarriers().there().stream()
                  .filter(one -> where.test(one.path()))
                  .map(Guest::toString);
          return Stream.of(contenders, takers, members, waits, guests).flatMap(all -> all).toList();
        });
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
    remove(line(Place.ofLock(path)).get(position));
  }

  /**
   * Removes a permit of a semaphore, or a wait for one, behind its client's back. A holder's hold
   * is lost; a waiting client stands at the end of the line again.
   *
   * @param path the path of the semaphore
   * @param position its place in {@link #permits}
   * @throws IndexOutOfBoundsException if there are not that many
   */
  public void removePermit(String path, int position) {
    remove(line(Place.ofSemaphore(path)).get(position));
  }

  /**
   * Lists the items of a queue or locking queue, claimed ones included.
   *
   * @param path the path of the queue
   * @return what names the items, in the order in which they are served
   */
  public List<String> items(String path) {
    return stored(path).stream().map(StoredItem::id).toList();
  }

  /**
   * Removes an item behind everybody's back. A claim of it is lost.
   *
   * @param path the path of the queue or locking queue
   * @param position its place in {@link #items}
   * @throws IndexOutOfBoundsException if there are not that many
   */
  public void removeItem(String path, int position) {
    StoredItem item = stored(path).get(position);
    space.transact(() -> space.removeItemByHand(item.place(), item.id()));
  }

  /**
   * Lists who has claimed an item of a locking queue.
   *
   * @param path the path of the locking queue
   * @return the identifiers, one for each claim, the oldest first
   */
  public List<String> claims(String path) {
    return identifiers(claimsAt(path));
  }

  /**
   * Removes a claim behind its client's back. The hold is lost, and the item available again in its
   * place.
   *
   * @param path the path of the locking queue
   * @param position its place in {@link #claims}
   * @throws IndexOutOfBoundsException if there are not that many
   */
  public void removeClaim(String path, int position) {
    remove(claimsAt(path).get(position));
  }

  /**
   * Lists who is in a party, shallow or not.
   *
   * @param path the path of the party
   * @return the identifiers, in the order of joining
   */
  public List<String> members(String path) {
    return attendances(path).stream().map(one -> one.member.identifier()).toList();
  }

  /**
   * Removes a member of a party behind its client's back. It joins again as soon as its client has
   * noticed.
   *
   * @param path the path of the party
   * @param position its place in {@link #members}
   * @throws IndexOutOfBoundsException if there are not that many
   */
  public void removeMember(String path, int position) {
    Attendance entry = attendances(path).get(position);
    space.transact(() -> space.removeMembersByHand(List.of(entry)));
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
   * Returns the bytes stored at a path: decimal digits, if by a counter or a semaphore. A lease has
   * its JSON at {@code lease_holder} below its path.
   *
   * @param path the path
   * @return the bytes, or empty if nothing is stored there
   */
  public Optional<byte[]> read(String path) {
    Paths.check(path);
    return space.transact(() -> Optional.ofNullable(space.read(path)).map(byte[]::clone));
  }

  /** The number that what is stored at a path got when it came there; 0 if nothing is. */
  long token(String path) {
    return space.transact(() -> space.slot(path).token());
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

  /**
   * Uses up the numbers by which the line at a path is ordered, as two thousand million contenders
   * do on ZooKeeper: from now on each one is refused with {@code MalformedDataException}, until
   * {@link #removeAll} begins anew.
   *
   * @param path the path of a lock, read/write lock or election
   */
  public void exhaustOrder(String path) {
    Paths.check(path);
    space.transact(() -> space.exhaustOrder(path));
  }

  /** An item, and where it is. */
  private record StoredItem(Place place, QueuedItem item) {

    String id() {
      return item.id();
    }
  }

  /** The items of both kinds of queue at a path. */
  private List<StoredItem> stored(String path) {
    return Stream.of(Place.ofQueue(path), Place.ofLockingQueue(path))
        .flatMap(place -> items(place).stream().map(item -> new StoredItem(place, item)))
        .toList();
  }

  /** The items at a place, in the order in which they are served. */
  List<QueuedItem> items(Place place) {
    Paths.check(place.path());
    return space.transact(() -> List.copyOf(space.queues().at(place).all()));
  }

  /** The claims of a locking queue, the oldest first. */
  List<Contender> claimsAt(String path) {
    return line(Place.ofLockingQueue(path)).stream()
        .filter(one -> one.granted)
        .sorted(Comparator.comparingLong(one -> one.token))
        .toList();
  }

  /** Who stands in a line, in order. */
  List<Contender> line(Place place) {
    Paths.check(place.path());
    return space.transact(() -> List.copyOf(space.line(place)));
  }

  /** The entries of both kinds of party at a path. */
  List<Attendance> attendances(String path) {
    Paths.check(path);
    return space.transact(
        () ->
            space.parties().entries().stream()
                .filter(one -> one.place().path().equals(path))
                .sorted(Comparator.comparingLong(one -> one.token))
                .toList());
  }

  private static List<String> identifiers(List<Contender> contenders) {
    return contenders.stream().map(Contender::identifier).toList();
  }

  private void remove(Contender contender) {
    space.transact(() -> space.removeByHand(contender));
  }
}
