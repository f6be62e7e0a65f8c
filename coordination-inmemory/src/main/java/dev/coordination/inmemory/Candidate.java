package dev.coordination.inmemory;

import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.Acquisition;
import dev.coordination.support.RecipeContext;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one acquisition: waiting, then holding, then gone. Over its life it may have
 * several contenders, one at a time. Guarded by the space's monitor.
 */
final class Candidate {

  private final RecipeContext context;
  private final Acquisition<? super MemoryHold> acquisition;
  private final boolean patient;

  /** The entry in the store: sent, and perhaps received. Null before the first. */
  @Nullable Contender contender;

  @Nullable MemoryHold hold;

  boolean gone;

  /**
   * Creates one that has not been sent yet.
   *
   * @param context for whom and where
   * @param acquisition is told the outcome
   * @param patient whether it waits for others
   */
  Candidate(RecipeContext context, Acquisition<? super MemoryHold> acquisition, boolean patient) {
    this.context = context;
    this.acquisition = acquisition;
    this.patient = patient;
  }

  RecipeContext context() {
    return context;
  }

  String path() {
    return context.storePath();
  }

  Acquisition<? super MemoryHold> acquisition() {
    return acquisition;
  }

  boolean isPatient() {
    return patient;
  }

  @Nullable MemoryHold hold() {
    return hold;
  }

  boolean isWaiting() {
    return !gone && hold == null;
  }

  /** What an attempt fails with that finds no store. */
  ServiceUnavailableException unavailable() {
    return new ServiceUnavailableException(context.path() + ": not connected");
  }
}
