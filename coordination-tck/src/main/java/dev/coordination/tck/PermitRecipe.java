package dev.coordination.tck;

import dev.coordination.CoordinationClient;
import dev.coordination.DistributedSemaphore;
import dev.coordination.tck.StoreInspector.Contender;
import dev.coordination.tck.StoreInspector.Stake;
import java.util.List;

/** The semaphore of a path: first in its line are those who hold a permit. */
record PermitRecipe(int limit) implements AcquirableRecipe {

  @Override
  public DistributedSemaphore object(CoordinationClient client, String path) {
    return client.semaphore(path, limit);
  }

  @Override
  public List<String> contenders(CoordinationClient client, String path) {
    return object(client, path).leaseHolders();
  }

  @Override
  public List<String> visible(List<String> line) {
    return line.subList(0, Math.min(limit, line.size()));
  }

  @Override
  public Stake stake() {
    return Stake.PERMIT;
  }

  @Override
  public List<Contender> line(StoreInspector store, String path) {
    return store.permits(path);
  }

  @Override
  public void delete(StoreInspector store, String path, int position) {
    store.deletePermit(path, position);
  }

  /** Those who wait first, and the last of them first: nobody moves up before all are gone. */
  @Override
  public void deleteAll(StoreInspector store, String path) {
    List<Contender> line = store.permits(path);
    for (int i = line.size() - 1; i >= 0 && line.get(i).stake() == Stake.WAITING; i--) {
      store.deletePermit(path, i);
    }
    store.deleteAll(path);
  }
}
