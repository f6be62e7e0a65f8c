package dev.coordination.inmemory;

import dev.coordination.CoordinationException;
import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.AbstractHold;
import dev.coordination.support.Acquisition;
import dev.coordination.support.RecipeContext;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one acquisition: waiting, then holding, then gone. Over its life it may have
 * several contenders, one at a time. Guarded by the space's monitor.
 *
 * @param <H> the type of the hold
 */
abstract class Candidate<H extends AbstractHold> {

  private final Place place;
  private final RecipeContext context;
  private final Acquisition<? super H> acquisition;
  private final boolean patient;

  /** The entry in the store: sent, and perhaps received. Null before the first. */
  @Nullable Contender contender;

  @Nullable H hold;

  boolean gone;

  /**
   * Creates one that has not been sent yet.
   *
   * @param kind in what kind of line it stands
   * @param context for whom and where
   * @param acquisition is told the outcome
   * @param patient whether it waits for others
   */
  Candidate(
      Place.Kind kind, RecipeContext context, Acquisition<? super H> acquisition, boolean patient) {
    this.place = new Place(kind, context.storePath());
    this.context = context;
    this.acquisition = acquisition;
    this.patient = patient;
  }

  /** Makes the hold of a contender that is granted. */
  abstract H newHold(Contender granted, Connection connection);

  /**
   * Lets the store look at the request before it is let in.
   *
   * @throws CoordinationException if it must not be
   */
  void check(Space space) {
    space.checkPermitted(path());
  }

  /** What the store does to let a contender in. */
  void enter(Contender entering, Space space) {
    space.add(entering);
  }

  /** Tells the caller what it has been granted. */
  final void grant(Contender granted, Connection connection) {
    H fresh = newHold(granted, connection);
    hold = fresh;
    connection.space().later(() -> acquisition.grant(fresh));
  }

  final Place place() {
    return place;
  }

  final RecipeContext context() {
    return context;
  }

  final String path() {
    return place.path();
  }

  final Acquisition<? super H> acquisition() {
    return acquisition;
  }

  final boolean isPatient() {
    return patient;
  }

  final @Nullable H hold() {
    return hold;
  }

  final boolean isWaiting() {
    return !gone && hold == null;
  }

  /** What an attempt fails with that finds no store. */
  final ServiceUnavailableException unavailable() {
    return new ServiceUnavailableException(context.path() + ": not connected");
  }
}
