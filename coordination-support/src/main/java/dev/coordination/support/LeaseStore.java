package dev.coordination.support;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a backend provides for leases: slots, each with some bytes, that are read and changed
 * several at once. What the bytes mean, and who may change them when, is decided by {@link Leases}.
 */
public interface LeaseStore {

  /**
   * A slot as the store has it.
   *
   * @param data its bytes, or null if it is empty
   * @param token the number that the store gave to it when it was filled; 0 if it is empty
   */
  @SuppressWarnings("ArrayRecordComponent") // bytes pass through; nobody compares these records
  record Slot(byte @Nullable [] data, long token) {}

  /** What is to become of a slot. */
  sealed interface Change {

    /** It stays as it is. */
    record Keep() implements Change {}

    /** It keeps its token and gets other bytes. */
    @SuppressWarnings("ArrayRecordComponent")
    record Update(byte[] data) implements Change {}

    /** It is filled anew, whatever was there, with a token greater than all before. */
    @SuppressWarnings("ArrayRecordComponent")
    record Fill(byte[] data) implements Change {}

    /** It is emptied. */
    record Clear() implements Change {}
  }

  /**
   * A decision on what was read.
   *
   * @param changes one for each slot
   * @param outcome makes the result, once the changes have been made
   * @param <T> the type of the result
   */
  record Decision<T>(List<? extends Change> changes, Outcome<T> outcome) {

    /**
     * Decides to change nothing.
     *
     * @param result the result
     * @param <T> the type of the result
     * @return the decision
     */
    public static <T> Decision<T> nothing(T result) {
      return new Decision<>(List.of(), tokens -> result);
    }

    /** {@return whether nothing is to be changed} */
    public boolean changesNothing() {
      return changes.stream().allMatch(Change.Keep.class::isInstance);
    }
  }

  /**
   * Makes a result.
   *
   * @param <T> its type
   */
  @FunctionalInterface
  interface Outcome<T> {
    /**
     * Makes the result, once.
     *
     * @param tokens those of the slots, after the changes; 0 for an empty one
     * @return the result
     */
    T of(List<Long> tokens);
  }

  /**
   * Something to decide about slots. Deciding has no effect and must not block. It may happen any
   * number of times, also after a transaction of which nobody knows whether it was made: so a
   * decision must also be right if an earlier one has already been carried out.
   *
   * @param <T> the type of the result
   */
  interface Question<T> {

    /**
     * Decides.
     *
     * @param slots what was read, not older than the question
     * @return what to do, and the result
     * @throws dev.coordination.CoordinationException what the caller is told, if nothing can be
     *     decided
     */
    Decision<T> decide(List<Slot> slots);

    /**
     * Gives the answer when somebody else was changing the slots all the time.
     *
     * @return the result
     * @throws dev.coordination.CoordinationException what the caller is told
     */
    T obstructed();

    /** {@return whether to wait for a link that is down, up to the operation timeout} */
    boolean isPatient();

    /** {@return whether the end of the client, while there is a link, waits for the result} */
    default boolean outlivesClose() {
      return false;
    }

    /** {@return whether nothing is likely to be changed, so that a mere look is worth while} */
    default boolean isIdle() {
      return false;
    }
  }

  /**
   * Reads slots.
   *
   * @param context whose request it is
   * @param paths the slots in the store
   * @return the slots, not older than the call; fails within the operation timeout
   */
  CompletableFuture<List<Slot>> read(RecipeContext context, List<String> paths);

  /**
   * Lets a question be decided, and makes the changes, all or none. Nobody who keeps to the rules
   * changes any of the slots between the read that was decided on and the changes.
   *
   * @param context whose request it is
   * @param paths the slots in the store
   * @param question what to decide
   * @param <T> the type of the result
   * @return the result; fails within the operation timeout, with {@link
   *     dev.coordination.OutcomeUnknownException} if changes may have been made
   */
  <T> CompletableFuture<T> change(RecipeContext context, List<String> paths, Question<T> question);
}
