package dev.coordination.inmemory;

import dev.coordination.ServiceUnavailableException;
import dev.coordination.support.LeaseStore;
import dev.coordination.support.RecipeContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The slots of leases: data below their paths, under the name that ZooKeeper has it by. The store
 * decides each question, so that changes never race.
 */
final class MemoryLeases implements LeaseStore {

  private final MemoryClient client;

  MemoryLeases(MemoryClient client) {
    this.client = client;
  }

  /** Where a slot has its data. */
  private static String holder(String path) {
    return path + "/lease_holder";
  }

  @Override
  public CompletableFuture<List<Slot>> read(RecipeContext context, List<String> paths) {
    return client.call(context.storePath(), space -> new Call.Step<>(slots(space, paths), null));
  }

  @Override
  public <T> CompletableFuture<T> change(
      RecipeContext context, List<String> paths, Question<T> question) {
    context.scope().ensureOpen();
    if (!question.isPatient() && client.isCutOff()) {
      return CompletableFuture.failedFuture(
          new ServiceUnavailableException(
              "cannot tell whether %s is free: not connected".formatted(context.path())));
    }
    Call<Supplier<T>> call =
        new Call<>(context.storePath(), space -> decide(space, paths, question), null);
    return client.call(call.repeatable()).thenApply(Supplier::get); // not under the monitor
  }

  private static <T> Call.Step<Supplier<T>> decide(
      Space space, List<String> paths, Question<T> question) {
    List<Slot> slots = slots(space, paths);
    Decision<T> decision = question.decide(slots);
    if (decision.changesNothing()) {
      return new Call.Step<>(() -> decision.outcome().of(tokens(slots)), null);
    }
    paths.forEach(space::checkPermitted);
    List<Slot> after = new ArrayList<>();
    for (int i = 0; i < slots.size(); i++) {
      after.add(changed(space, slots.get(i), decision.changes().get(i)));
    }
    return new Call.Step<>(
        () -> decision.outcome().of(tokens(after)), () -> write(space, paths, after));
  }

  private static Slot changed(Space space, Slot slot, Change change) {
    if (change instanceof Change.Update update) {
      return new Slot(update.data(), slot.token());
    }
    if (change instanceof Change.Fill fill) {
      return new Slot(fill.data(), space.nextToken());
    }
    return change instanceof Change.Clear ? new Slot(null, 0) : slot;
  }

  private static void write(Space space, List<String> paths, List<Slot> after) {
    for (int i = 0; i < paths.size(); i++) {
      space.put(holder(paths.get(i)), after.get(i));
    }
  }

  private static List<Slot> slots(Space space, List<String> paths) {
    return paths.stream().map(path -> space.slot(holder(path))).toList();
  }

  private static List<Long> tokens(List<Slot> slots) {
    return slots.stream().map(Slot::token).toList();
  }
}
