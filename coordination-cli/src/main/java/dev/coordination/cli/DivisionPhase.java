package dev.coordination.cli;

import dev.coordination.cli.Entry.Deed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Workers that divide a set, before one of them dies, after that, and when another has come. */
final class DivisionPhase implements Phase {

  private static final int FEWEST_ITEMS = 12;
  private static final int ITEMS_EACH = 2;

  private final Map<WorkerProcess, List<String>> shares = new HashMap<>();

  @Override
  public String heading() {
    return "A divided set: one is killed, one comes, and no more moves than has to";
  }

  @Override
  public Evidence run(Stage stage) throws InterruptedException {
    Workers workers = stage.workers();
    List<WorkerProcess> first = workers.present();
    int items = Math.max(FEWEST_ITEMS, ITEMS_EACH * first.size());
    stage.event("%d items for %d workers".formatted(items, first.size()));
    first.forEach(worker -> workers.order(worker, Worker.SHARE + " " + items));
    awaitDivision(workers, items, first);
    Death death = stage.kill(first.get(0));
    List<WorkerProcess> survivors = first.subList(1, first.size());
    awaitDivision(workers, items, survivors);
    comeIn(workers, items, survivors);
    List<WorkerProcess> last = workers.present();
    awaitDivision(workers, items, last);
    workers.stop(last);
    return new DivisionEvidence(items, last.size(), death, stage.session());
  }

  /** Lets those take part who do not yet. */
  private static void comeIn(Workers workers, int items, List<WorkerProcess> already)
      throws InterruptedException {
    List<WorkerProcess> newcomers = new ArrayList<>(workers.present());
    newcomers.removeAll(already);
    workers.awaitIdle(newcomers);
    newcomers.forEach(worker -> workers.order(worker, Worker.SHARE + " " + items));
  }

  /** Waits until these workers say that they work on all items, each on its share. */
  private void awaitDivision(Workers workers, int items, List<WorkerProcess> among)
      throws InterruptedException {
    workers.awaitUntil(
        "all items shared out",
        message -> {
          message
              .entry()
              .filter(entry -> entry.deed() == Deed.SHARE)
              .ifPresent(entry -> shares.put(message.from(), DivisionWork.listed(entry)));
          return isDivided(items, among);
        });
  }

  private boolean isDivided(int items, List<WorkerProcess> among) {
    List<List<String>> parts =
        among.stream().map(worker -> shares.getOrDefault(worker, List.of())).toList();
    long shared = parts.stream().flatMap(List::stream).distinct().count();
    int fewest = items / among.size();
    int most = fewest + (items % among.size() == 0 ? 0 : 1);
    return shared == items
        && parts.stream().allMatch(part -> part.size() >= fewest && part.size() <= most);
  }
}
