package dev.coordination.inmemory;

import dev.coordination.support.AbstractParty;
import dev.coordination.support.RecipeContext;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The party: its members in the order of joining, or in that of their identifiers. */
final class MemoryParty extends AbstractParty {

  private final MemoryClient client;
  private final Place place;
  private final boolean shallow;

  /**
   * Creates a participant that has not joined.
   *
   * @param context for whom and where
   * @param client whose participant
   * @param shallow whether the party is a shallow one
   */
  MemoryParty(RecipeContext context, MemoryClient client, boolean shallow) {
    super(context, client, client.process());
    this.client = client;
    this.place =
        shallow ? Place.ofShallowParty(context.storePath()) : Place.ofParty(context.storePath());
    this.shallow = shallow;
  }

  @Override
  protected Entry entry(Entrant entrant) {
    return new OwnEntry(entrant);
  }

  @Override
  protected View view(boolean named, Onlooker onlooker) {
    return new Sight(onlooker);
  }

  @Override
  protected CompletableFuture<List<String>> list() {
    return client.call(
        place.path(), space -> new Call.Step<>(identifiers(space.parties().at(place)), null));
  }

  @Override
  protected CompletableFuture<Integer> count() {
    return client.call(
        place.path(), space -> new Call.Step<>(space.parties().at(place).size(), null));
  }

  private List<String> identifiers(List<Attendee> attendees) {
    Stream<String> identifiers = attendees.stream().map(Attendee::identifier);
    return (shallow ? identifiers.sorted() : identifiers).toList();
  }

  /** The entry of this participant, in whatever session. */
  private final class OwnEntry implements Entry, Membership.Owner {

    private final Entrant entrant;
    private final Membership membership;

    OwnEntry(Entrant entrant) {
      this.entrant = entrant;
      this.membership = new Membership(place, context().identifier(), new byte[0], this);
    }

    @Override
    public void start() {
      client.join(membership);
    }

    @Override
    public boolean stands() {
      return membership.isMember();
    }

    /** Done when it returns: what cannot be sent now is sent as soon as the store is reached. */
    @Override
    public CompletableFuture<@Nullable Void> withdraw() {
      client.leave(membership);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void entered() {
      entrant.entered();
    }

    @Override
    public void refused(RuntimeException failure) {
      entrant.refused(failure);
    }
  }

  /** What one onlooker sees. */
  private final class Sight implements View {

    private final RollWatch watch;

    Sight(Onlooker onlooker) {
      this.watch = client.follow(place, onlooker::changed);
    }

    @Override
    public void start() {
      watch.start();
    }

    @Override
    public @Nullable List<String> seen() {
      List<Attendee> seen = watch.seen();
      return seen == null ? null : identifiers(seen);
    }

    @Override
    public void close() {
      watch.close();
    }
  }
}
